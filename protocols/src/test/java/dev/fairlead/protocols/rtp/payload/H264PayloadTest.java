package dev.fairlead.protocols.rtp.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.testkit.SampleScript;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class H264PayloadTest {
  /** An avcC with one SPS, 67 and one PPS, 68. */
  private static final String CONFIGURATION =
      "01 42c01e ff e1 0019 6742c01ed90141fb0165b2000003000200000300791e2c5b24 01 0005 68cb83cb20";

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static Track track() {
    return SampleScript.load(SampleScript.H264_AAC).tracks().getFirst();
  }

  /** NAL units behind lengths. */
  private static byte[] accessUnit(String... nalUnits) {
    ByteBuf out = Unpooled.buffer();
    for (String nalUnit : nalUnits) {
      byte[] bytes = hex(nalUnit);
      out.writeInt(bytes.length).writeBytes(bytes);
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  private static List<String> payloads(int maxPayloadBytes, Sample sample) {
    PayloadBurst burst = new H264Packetizer(Unpooled::buffer, maxPayloadBytes).packetize(sample);
    assertNotNull(burst);
    return PayloadRig.packets(burst).stream()
        .map(packet -> HexFormat.of().formatHex(packet.payload()))
        .toList();
  }

  @Nested
  final class Packetizing {
    @Test
    void aSmallNalUnitIsAPacketOfItsOwn() {
      Sample sample = PayloadRig.sample(track(), 0, false, accessUnit("419a1122"));

      assertEquals(List.of("419a1122"), payloads(100, sample));
    }

    @Test
    void smallNalUnitsShareAPacketUnderTheHighestPriority() {
      Sample sample =
          PayloadRig.sample(track(), 0, false, accessUnit("019a11", "419a22", "619a33"));

      assertEquals(
          List.of("78" + "0003019a11" + "0003419a22" + "0003619a33"), payloads(100, sample));
    }

    @Test
    void anAggregateEndsWhereItIsFull() {
      Sample sample =
          PayloadRig.sample(track(), 0, false, accessUnit("419a11", "419a22", "419a33"));

      assertEquals(List.of("5800034" + "19a110003419a22", "419a33"), payloads(15, sample));
    }

    @Test
    void fragmentsAreEqualButForAShorterLastOne() {
      Sample sample =
          PayloadRig.sample(track(), 0, false, accessUnit("61" + "0102030405060708090a0b"));

      assertEquals(
          List.of("7c81" + "01020304", "7c01" + "05060708", "7c41" + "090a0b"),
          payloads(6, sample));
    }

    @Test
    void theMarkerIsOnTheLastPacketOfAPicture() {
      PayloadBurst burst =
          new H264Packetizer(Unpooled::buffer, 6)
              .packetize(PayloadRig.sample(track(), 0, false, accessUnit("610102030405060708")));
      assertNotNull(burst);

      List<PayloadRig.Packet> packets = PayloadRig.packets(burst);

      assertEquals(List.of(false, true), packets.stream().map(PayloadRig.Packet::marker).toList());
    }

    @Test
    void parameterSetsPrecedeAPictureToStartFrom() {
      Track track = PayloadRig.track(Codec.H264, hex(CONFIGURATION));
      Sample key = PayloadRig.sample(track, 0, true, accessUnit("09f0", "6588", "41aa"));

      List<String> payloads = payloads(100, key);

      assertEquals(1, payloads.size());
      assertEquals(
          "78"
              + "00196742c01ed90141fb0165b2000003000200000300791e2c5b24"
              + "000568cb83cb20"
              + "00026588"
              + "000241aa",
          payloads.getFirst());
    }

    @Test
    void parameterSetsInBandAreNotDoubled() {
      Track track = PayloadRig.track(Codec.H264, hex(CONFIGURATION));
      Sample key = PayloadRig.sample(track, 0, true, accessUnit("6742", "68ce", "6588"));

      assertEquals(List.of("7800026742000268ce00026588"), payloads(100, key));
    }

    @Test
    void whatReceiversHaveNoUseForIsLeftOut() {
      // A delimiter, timing messages, filler, the end of the sequence; but captions stay.
      Sample sample =
          PayloadRig.sample(
              track(),
              0,
              false,
              accessUnit(
                  "09f0", "0600010080", "06010100" + "80", "0604010080", "419a", "0cffff80", "0a"));

      assertEquals(List.of("5800050604010080" + "0002419a"), payloads(100, sample));
    }

    @Test
    void aSampleOfNothingButThatIsNothingToSend() {
      Sample sample = PayloadRig.sample(track(), 0, false, accessUnit("09f0"));

      assertNull(new H264Packetizer(Unpooled::buffer, 100).packetize(sample));
    }

    @Test
    void aMalformedSampleIsRefusedAndTheNextOneIsTaken() {
      H264Packetizer packetizer = new H264Packetizer(Unpooled::buffer, 100);
      Sample cutOff = PayloadRig.sample(track(), 0, false, hex("00000003 41aabb 00000009 41"));

      assertThrows(MalformedMediaException.class, () -> packetizer.packetize(cutOff));
      PayloadBurst burst =
          packetizer.packetize(PayloadRig.sample(track(), 0, false, accessUnit("419a")));
      assertNotNull(burst);
      assertEquals(1, PayloadRig.packets(burst).size());
    }

    @Test
    void packetsAreNumberedThrough() {
      H264Packetizer packetizer = new H264Packetizer(Unpooled::buffer, 6);
      Sample sample = PayloadRig.sample(track(), 3_000, false, accessUnit("610102030405060708"));
      PayloadBurst first = packetizer.packetize(sample);
      PayloadBurst second = packetizer.packetize(sample);

      assertNotNull(first);
      assertNotNull(second);
      assertEquals(0, first.firstPacket());
      assertEquals(2, second.firstPacket());
      assertEquals(4, second.endPacket());
    }
  }

  @Nested
  final class RoundTrip {
    @Test
    void everyPictureOfAnEncoderComesBackAsItWas() {
      SampleScript script = SampleScript.load(SampleScript.H264_AAC);
      for (int maxPayloadBytes : new int[] {20, 100, 1_146}) {
        H264Packetizer packetizer = new H264Packetizer(Unpooled::buffer, maxPayloadBytes);
        PayloadRig rig = new PayloadRig(Codec.H264);
        List<byte[]> expected = new ArrayList<>();
        for (Sample sample : script.samples()) {
          if (sample.track().format().codec() != Codec.H264) {
            continue;
          }
          PayloadBurst burst = packetizer.packetize(sample);
          assertNotNull(burst);
          rig.takeAll(PayloadRig.packets(burst));
          expected.add(ByteBufUtil.getBytes(sample.payload()));
        }
        for (int i = 0; i < expected.size(); i++) {
          byte[] back = rig.payloads.get(i);
          // Parameter sets were put in front of key pictures.
          int added = back.length - expected.get(i).length;
          assertArrayEquals(expected.get(i), Arrays.copyOfRange(back, added, back.length));
        }
        assertEquals(expected.size(), rig.payloads.size());
      }
    }
  }

  @Nested
  final class Depacketizing {
    private final PayloadRig rig = new PayloadRig(Codec.H264);

    private void take(String payload, long timestampTicks, boolean marker, boolean gap) {
      rig.take(new PayloadRig.Packet(hex(payload), timestampTicks, marker), gap);
    }

    @Test
    void aPictureEndsWhereTheTimestampChangesEvenWithoutMarker() {
      take("419a", 0, false, false);
      take("41bb", 3_000, false, false);
      take("41cc", 6_000, true, false);

      assertEquals(3, rig.payloads.size());
      assertArrayEquals(hex("00000002419a"), rig.payloads.getFirst());
    }

    @Test
    void aGapDamagesThePictureUnderWay() {
      take("7c85aa", 0, false, false);
      take("7c45bb", 0, true, true);

      assertEquals(List.of("0: damaged"), rig.pictures);
    }

    @Test
    void aGapDamagesThePictureAfterItUnlessThatIsSeenToBegin() {
      take("41 1a", 0, true, true); // first_mb_in_slice is not 0.
      take("41 9a", 3_000, true, true);
      take("78 0002 6742 0002 6588", 6_000, true, true);
      take("7c 85 88", 9_000, false, true);
      take("7c 45 88", 9_000, true, false);

      assertEquals("0: damaged", rig.pictures.getFirst());
      assertEquals(3, rig.payloads.size());
    }

    @Test
    void fragmentsWithoutTheirBeginningOrEndDamageThePicture() {
      take("7c05aa", 0, true, false);
      take("7c85aa", 3_000, false, false);
      take("419a", 3_000, true, false);
      take("7c85aa", 6_000, true, false);
      take("7c85aa", 9_000, false, false);
      take("419a", 12_000, true, false);

      assertEquals(
          List.of("0: damaged", "3000: damaged", "6000: damaged", "9000: damaged"),
          rig.pictures.subList(0, 4));
      assertEquals(1, rig.payloads.size());
    }

    @Test
    void aSingleFragmentIsAWholeNalUnit() {
      take("7cc5aabb", 0, true, false);

      assertArrayEquals(hex("00000003 65aabb"), rig.payloads.getFirst());
    }

    @Test
    void anAggregateThatEndsTooEarlyDamagesThePicture() {
      take("78 0002 419a 0009 41", 0, true, false);
      take("78 0002 419a 00", 3_000, true, false);

      assertEquals(List.of("0: damaged", "3000: damaged"), rig.pictures);
    }

    @Test
    void packetsOfInterleavedModesDamageThePicture() {
      take("7d aabb", 0, true, false);

      assertEquals(List.of("0: damaged"), rig.pictures);
    }

    @Test
    void aPacketWithoutPayloadChangesNothing() {
      take("419a", 0, false, false);
      take("", 0, false, false);
      take("419b", 0, true, false);
      take("", 3_000, true, false);

      assertEquals(1, rig.pictures.size());
    }

    @Test
    void aPictureBeyondAllBoundsIsGivenUp() {
      byte[] large = new byte[60_000];
      large[0] = 0x41;
      for (int i = 0; i < PictureBuffer.MAX_PICTURE_BYTES / large.length + 1; i++) {
        rig.take(new PayloadRig.Packet(large, 0, false), false);
      }
      take("419a", 0, true, false);

      assertEquals(List.of("0: damaged"), rig.pictures);
    }
  }
}
