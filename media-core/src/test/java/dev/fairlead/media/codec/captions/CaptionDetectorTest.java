package dev.fairlead.media.codec.captions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.CaptionBytes;
import dev.fairlead.media.track.Codec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptionDetectorTest {
  private static final String H264_SLICE = "41e0";
  private static final String H265_SLICE = "0201d0";

  private final CaptionDetector detector = new CaptionDetector();

  private static ByteBuf accessUnit(String... nalUnits) {
    ByteBuf payload = Unpooled.buffer();
    for (String nalUnit : nalUnits) {
      payload.writeInt(nalUnit.length() / 2).writeBytes(HexFormat.of().parseHex(nalUnit));
    }
    return payload;
  }

  private static String sei(String header, int... triplets) {
    return HexFormat.of()
        .formatHex(CaptionBytes.sei(HexFormat.of().parseHex(header), CaptionBytes.data(triplets)));
  }

  private boolean observes(int... triplets) {
    return detector.observe(Codec.H264, accessUnit("09f0", sei("06", triplets), H264_SLICE));
  }

  @Test
  void tellsTheChannelsOfBothFieldsApart() {
    assertTrue(observes(0xfc94a7));
    assertEquals(List.of(1), detector.channels().lineTwentyOne());
    assertTrue(observes(0xfc1c20), "the second channel of the first field");
    assertTrue(observes(0xfd15a5), "the first channel of the second field");
    assertTrue(observes(0xfd9d2f), "the second channel of the second field");
    assertEquals(List.of(1, 2, 3, 4), detector.channels().lineTwentyOne());
    assertFalse(observes(0xfc94a7), "known by now");
  }

  @Test
  void doesNotTakeFillingForCaptions() {
    assertFalse(observes(0xfc8080, 0xfd8080, 0xfa0000, 0xf80000));
    assertFalse(observes(0xf894a7), "marked as not valid");
    assertFalse(observes(0xfc942a), "text, not captions");
    assertFalse(observes(0xfd0148), "extended data services");
    assertTrue(detector.channels().isEmpty());
  }

  @Test
  void findsServicesOfDigitalTelevision() {
    assertTrue(observes(0xff0222, 0xfe4142));
    assertFalse(observes(0xff0200), "an empty block");
    assertFalse(observes(0xff02e2), "an extended service");
    assertEquals(List.of(1), detector.channels().services());
    assertEquals(List.of(), detector.channels().lineTwentyOne());
  }

  @Test
  void readsH265() {
    assertTrue(
        detector.observe(
            Codec.H265, accessUnit("460150", sei("4e01", 0xfc9420), H265_SLICE, "5001")));
    assertEquals(List.of(1), detector.channels().lineTwentyOne());
  }

  @Test
  void passesOverOtherMessagesAndBrokenOnes() {
    assertFalse(
        detector.observe(Codec.H264, accessUnit("0604" + "09" + "b500314454473103c1" + "80")));
    String cut = sei("06", 0xfc94a7).substring(0, 28);
    assertFalse(detector.observe(Codec.H264, accessUnit(cut)));
    assertFalse(detector.observe(Codec.H264, Unpooled.wrappedBuffer(new byte[] {0, 0, 9, 9, 6})));
    assertFalse(detector.observe(Codec.AV1, accessUnit(sei("06", 0xfc94a7))));
  }

  @Test
  void leavesOutEmulationPrevention() {
    // Three filling bytes of zeros need a 3 between them before the command is reached.
    assertTrue(observes(0xf80000, 0x000000, 0x000000, 0xfc94a7));
  }
}
