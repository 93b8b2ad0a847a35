package dev.fairlead.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.SampleScript;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomAccessTest {
  private final RandomAccess randomAccess = new RandomAccess();

  @ParameterizedTest
  @ValueSource(strings = {SampleScript.H264_AAC, SampleScript.H265_EAC3})
  void agreesWithTheEncoder(String script) {
    for (Sample sample : SampleScript.load(script).samples()) {
      Codec codec = sample.track().format().codec();

      assertEquals(sample.isRandomAccess(), randomAccess.isRandomAccess(codec, sample.payload()));
    }
  }

  @Test
  void takesARecoveryPointOfH264() {
    assertTrue(isRandomAccess(Codec.H264, "00000005" + "0606018480" + "00000002" + "4188"));
    assertFalse(isRandomAccess(Codec.H264, "00000005" + "0605018480" + "00000002" + "4188"));
  }

  @Test
  void tellsFramesOfAv1Apart() {
    String delimiter = "1200";
    String sequence = "0a0b000000043cfeccdaf90040";
    assertTrue(isRandomAccess(Codec.AV1, delimiter + sequence + "3202" + "1000"));
    assertFalse(isRandomAccess(Codec.AV1, "3202" + "3000")); // an inter frame
    assertFalse(isRandomAccess(Codec.AV1, "3202" + "0000")); // a key frame that is not shown
    assertFalse(isRandomAccess(Codec.AV1, "1a01" + "88")); // an earlier frame shown again
  }

  @Test
  void tellsFramesOfVp8AndVp9Apart() {
    assertTrue(isRandomAccess(Codec.VP8, "f062009d012a4001b400"));
    assertFalse(isRandomAccess(Codec.VP8, "f162009d012a4001b400"));
    assertTrue(isRandomAccess(Codec.VP9, "824983420013f00b36"));
    assertFalse(isRandomAccess(Codec.VP9, "8600409c"));
    assertTrue(isRandomAccess(Codec.VP9, "b124c1a102009f8059"));
    assertFalse(isRandomAccess(Codec.VP9, "8a")); // an earlier frame shown again
  }

  private boolean isRandomAccess(Codec codec, String hex) {
    ByteBuf payload = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    return randomAccess.isRandomAccess(codec, payload);
  }
}
