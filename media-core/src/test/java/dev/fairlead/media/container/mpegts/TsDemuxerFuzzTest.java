package dev.fairlead.media.container.mpegts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;

/** Whatever the bytes: nothing is thrown or leaked, and where they are cut makes no difference. */
class TsDemuxerFuzzTest {
  @FuzzTest
  void readsTheSameHoweverItIsCut(byte[] bytes) {
    List<String> whole = RecordingDemuxerOutput.of(List.of(bytes)).dump;

    int cut = bytes.length == 0 ? 0 : (bytes[0] & 0xFF) * bytes.length / 256;
    List<byte[]> pieces =
        List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length));

    assertEquals(whole, RecordingDemuxerOutput.of(pieces).dump);
  }
}
