package dev.fairlead.protocols.rtp.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.media.track.Codec;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is cut off, or lacks a packet, is told of as damaged and never passed on. */
final class DamageTest {
  private static final long TICKS = 3_000;

  private PayloadRig rig;

  private DamageTest with(Codec codec) {
    rig = new PayloadRig(codec);
    return this;
  }

  private DamageTest take(String payload, boolean marker, boolean gap) {
    rig.take(
        new PayloadRig.Packet(ByteBufUtil.decodeHexDump(payload.replace(" ", "")), TICKS, marker),
        gap);
    return this;
  }

  private void becomes(String... pictures) {
    assertEquals(List.of(pictures), rig.pictures);
    rig.close();
  }

  private void becomesBytes(String picture) {
    assertEquals(List.of(picture), rig.payloads.stream().map(ByteBufUtil::hexDump).toList());
    rig.close();
  }

  @Test
  void vp8WithEveryFieldOfTheDescriptor() {
    // Sixteen bits of picture id, TL0PICIDX, TID; then seven bits of it alone.
    with(Codec.VP8).take("90 f0 8123 07 a0 aabb", false, false).take("80 80 23 cc", true, false);
    becomesBytes("aabbcc");
  }

  @Test
  void vp8WithoutItsBeginning() {
    with(Codec.VP8).take("00 aabb", false, false).take("00 cc", true, false);
    becomes("3000: damaged");
  }

  @Test
  void vp8BehindAGap() {
    with(Codec.VP8).take("00 aabb", false, true).take("00 cc", true, false);
    becomes("3000: damaged");
    with(Codec.VP8).take("10 aabb", false, true).take("00 cc", true, false);
    becomesBytes("aabbcc");
    with(Codec.VP8).take("10 aabb", false, false).take("00 cc", true, true);
    becomes("3000: damaged");
  }

  @Test
  void vp8WithADescriptorThatIsCutOff() {
    for (String cutOff : new String[] {"90", "9080", "908081", "90f0 8123 07"}) {
      with(Codec.VP8).take(cutOff, true, false);
      becomes("3000: damaged");
    }
  }

  @Test
  void vp9WithEveryFieldOfTheDescriptor() {
    // Picture id, layers, two references, a structure with a size and a group of pictures.
    with(Codec.VP9).take("fe 8123 00 03 02 18 0140 00b4 02 04 01 00 aabb", true, false);
    becomesBytes("aabb");
  }

  @Test
  void vp9WithoutItsEndOrBeginning() {
    with(Codec.VP9).take("08 aabb", true, false);
    becomes("3000: damaged");
    with(Codec.VP9).take("04 aabb", true, false);
    becomes("3000: damaged");
    with(Codec.VP9).take("08 aabb", false, false).take("0c aabb", true, false);
    becomes("3000: damaged");
  }

  @Test
  void vp9OfTwoLayersBecomesASuperframe() {
    with(Codec.VP9).take("2c 00 00 aabb", false, false).take("2c 03 00 ccddee", true, false);
    becomesBytes("aabb" + "ccddee" + "c1" + "02" + "03" + "c1");
  }

  @Test
  void vp9OfTwoLayersBehindAGapNeedsTheLowerOne() {
    with(Codec.VP9).take("2c 03 00 ccddee", true, true);
    becomes("3000: damaged");
  }

  @Test
  void vp9WithADescriptorThatIsCutOff() {
    for (String cutOff :
        new String[] {"8c", "2c", "ac81", "5c", "0e", "0e18", "0e1801400", "0e08"}) {
      with(Codec.VP9).take(cutOff.length() % 2 == 0 ? cutOff : cutOff + "0", true, false);
      becomes("3000: damaged");
    }
  }

  @Test
  void av1WithLengthsAndWithout() {
    // Two elements of which the last has no length; then both with one.
    with(Codec.AV1).take("20 03 30aabb 32 01 cc", true, false);
    becomesBytes("3202aabb" + "3201cc");
    with(Codec.AV1).take("00 03 30aabb 02 30cc", true, false);
    becomesBytes("3202aabb" + "3201cc");
  }

  @Test
  void av1OverThreePackets() {
    with(Codec.AV1)
        .take("50 30aa", false, false)
        .take("d0 bb", false, false)
        .take("a0 01 cc 30dd", true, false);
    becomesBytes("3203aabbcc" + "3201dd");
  }

  @Test
  void av1WithoutABeginningOrAnEnd() {
    with(Codec.AV1).take("90 aabb", true, false);
    becomes("3000: damaged");
    with(Codec.AV1).take("50 30aa", true, false);
    becomes("3000: damaged");
    with(Codec.AV1).take("50 30aa", false, false).take("10 30bb", true, false);
    becomes("3000: damaged");
    with(Codec.AV1).take("50 30aa", false, false).take("90 bb", true, true);
    becomes("3000: damaged");
  }

  @Test
  void av1BehindAGapOnlyWithANewSequence() {
    with(Codec.AV1).take("10 30aa", true, true);
    becomes("3000: damaged");
    with(Codec.AV1).take("18 30aa", true, true);
    becomesBytes("3201aa");
  }

  @Test
  void av1WithLengthsThatLie() {
    for (String lie :
        new String[] {"00 05 30aabb", "00 80", "20 ff ff ff ff 00 30", "10 32 05 aabb"}) {
      with(Codec.AV1).take(lie, true, false);
      becomes("3000: damaged");
    }
  }

  @Test
  void h265InEveryForm() {
    with(Codec.H265)
        .take("6001 0003 4001aa 0003 4201bb", false, false)
        .take("6201 93 cc", false, false)
        .take("6201 53 dd", true, false);
    becomesBytes("00000003" + "4001aa" + "00000003" + "4201bb" + "00000004" + "2601ccdd");
  }

  @Test
  void h265CutOff() {
    for (String cutOff : new String[] {"6201", "6201 93", "6001 0009 40", "6001 00", "6401 aabb"}) {
      with(Codec.H265).take("0201d0", false, false).take(cutOff, true, false);
      if (cutOff.equals("6201")) {
        becomesBytes("000000030201d0"); // A header alone is nothing at all.
      } else {
        becomes("3000: damaged");
      }
    }
  }

  @Test
  void h265BehindAGap() {
    with(Codec.H265).take("0201d0", true, true); // The first slice of its picture.
    becomesBytes("000000030201d0");
    with(Codec.H265).take("020150", true, true);
    becomes("3000: damaged");
  }
}
