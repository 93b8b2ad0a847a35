package dev.fairlead.protocols.rtp.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.codec.h264.SpsCopy;
import dev.fairlead.media.codec.nal.ParameterSet;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pictures that come in another order than they are shown in. */
final class ReorderingTest {
  /** 640 x 360, Main, by x264: one picture is held back. */
  private static final String SPS = "674d401ee981405ff2e022000003000200000300781e2c5a70";

  private static final String PPS = "68cb83cb20";
  private static final String KEY = "6588112233";
  private static final int FRAME_TICKS = 3_000;

  private final Track track =
      PayloadRig.track(Codec.H264, hex("014d401effe1" + sized(SPS) + "01" + sized(PPS)));
  private final H264Packetizer packetizer = new H264Packetizer(Unpooled::buffer, 1_000);

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static String sized(String set) {
    return "%04x%s".formatted(set.length() / 2, set);
  }

  private Sample sample(int decoded, int shown, boolean key) {
    byte[] slice = hex(key ? KEY : "419a1122");
    ByteBuf payload = Unpooled.buffer().writeInt(slice.length).writeBytes(slice);
    return new Sample(
        track,
        (long) decoded * FRAME_TICKS,
        (shown - decoded) * FRAME_TICKS,
        key ? Sample.RANDOM_ACCESS : 0,
        0,
        payload);
  }

  private PayloadBurst packetize(int decoded, int shown, boolean key) {
    PayloadBurst burst = packetizer.packetize(sample(decoded, shown, key));
    assertNotNull(burst);
    return burst;
  }

  private static List<String> payloads(PayloadBurst burst) {
    return PayloadRig.packets(burst).stream()
        .map(packet -> HexFormat.of().formatHex(packet.payload()))
        .toList();
  }

  @Test
  void picturesShownBeforeOneThatCameBeforeAreMarked() {
    assertFalse(packetize(0, 1, true).isOutOfOrder());
    assertFalse(packetize(1, 4, false).isOutOfOrder());
    assertTrue(packetize(2, 2, false).isOutOfOrder());
    assertTrue(packetize(3, 3, false).isOutOfOrder());
    assertFalse(packetize(4, 5, true).isOutOfOrder());
  }

  @Test
  void bothTimesAreKept() {
    PayloadBurst burst = packetize(1, 4, false);

    assertEquals(4 * FRAME_TICKS, burst.timestampTicks());
    assertEquals(FRAME_TICKS, burst.decodeTicks());
  }

  @Test
  void whatIsAllowedForAndNotDoneHoldsNothingBack() {
    assertEquals(1, packetizer.reorderFrames(sample(0, 1, true)));
    assertEquals(0, packetizer.reorderFrames(sample(0, 0, true)));
  }

  @Test
  void anEntryHasADecoyBehindItsSetAndThePictureOnceMoreForEachThatIsHeldBack() {
    PayloadBurst entry = packetizer.packetizeEntry(sample(0, 1, true), 1);
    assertNotNull(entry);
    String decoy =
        HexFormat.of().formatHex(SpsCopy.withId(ParameterSet.of(hex(SPS)), 31).toByteArray());

    String sets = sized(SPS) + sized(decoy) + sized(PPS);
    assertEquals(List.of("78" + sets + sized(KEY), KEY), payloads(entry));
    assertTrue(entry.isKey());
  }

  @Test
  void anEntryLeavesTheOrderOfWhatFollowsAsItWas() {
    packetize(0, 1, true);
    packetize(1, 4, false);

    packetizer.packetizeEntry(sample(0, 1, true), 1);

    assertTrue(packetize(2, 2, false).isOutOfOrder());
  }
}
