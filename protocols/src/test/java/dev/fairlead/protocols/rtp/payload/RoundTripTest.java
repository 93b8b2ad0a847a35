package dev.fairlead.protocols.rtp.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.codec.av1.Obus;
import dev.fairlead.media.testkit.SampleScript;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes into a packetizer comes out of the depacketizer, in packets as equal as can be. */
final class RoundTripTest {
  private static final int MAX_PAYLOAD_BYTES = 200;

  private static byte[] random(Random random, int bytes) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    return content;
  }

  private static Track track(Codec codec) {
    return PayloadRig.track(codec, new byte[0]);
  }

  private static List<PayloadRig.Packet> packets(
      Codec codec, Track track, boolean key, byte[] payload) {
    PayloadBurst burst =
        PayloadFormats.packetizer(codec, Unpooled::buffer, MAX_PAYLOAD_BYTES)
            .packetize(PayloadRig.sample(track, 9_000, key, payload));
    assertNotNull(burst);
    assertEquals(Timescale.rescale(9_000, track.timescaleHz(), 90_000), burst.timestampTicks());
    assertEquals(key, burst.isKey());
    return PayloadRig.packets(burst);
  }

  private static void assertEqualButTheLast(List<PayloadRig.Packet> packets) {
    int bytes = packets.getFirst().payload().length;
    for (int i = 0; i < packets.size(); i++) {
      int length = packets.get(i).payload().length;
      assertTrue(length <= MAX_PAYLOAD_BYTES, "packet " + i + " has " + length);
      assertTrue(
          i == packets.size() - 1 ? length <= bytes : length == bytes,
          "packet %d of %d has %d, not %d".formatted(i, packets.size(), length, bytes));
      assertEquals(i == packets.size() - 1, packets.get(i).marker());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"VP8", "VP9"})
  void framesOfEveryLength(Codec codec) {
    Random random = new Random(1);
    for (int bytes = 1; bytes < 1_500; bytes++) {
      byte[] frame = random(random, bytes);
      List<PayloadRig.Packet> packets = packets(codec, track(codec), bytes % 2 == 0, frame);

      assertEqualButTheLast(packets);
      assertEquals((bytes + MAX_PAYLOAD_BYTES - 2) / (MAX_PAYLOAD_BYTES - 1), packets.size());
      PayloadRig rig = new PayloadRig(codec).takeAll(packets);
      assertArrayEquals(frame, rig.payloads.getFirst());
    }
  }

  @Test
  void aKeyPictureOfVp9TellsItsSize() {
    Track sized = new Track(1, 0, TrackFormats.fromSample(Codec.VP9, 90_000, vp9KeyFrame()), "");

    List<PayloadRig.Packet> packets = packets(Codec.VP9, sized, true, random(new Random(1), 700));

    assertEqualButTheLast(packets);
    byte[] first = packets.getFirst().payload();
    assertEquals("0b1001400" + "0b4", ByteBufUtil.hexDump(first, 0, 6));
  }

  private static ByteBuf vp9KeyFrame() {
    return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("824983420013f00b360638241c184a00"));
  }

  @Test
  void nalUnitsOfH265() {
    SampleScript script = SampleScript.load(SampleScript.H265_EAC3);
    for (int maxPayloadBytes : new int[] {20, 100, 1_146}) {
      Packetizer packetizer =
          PayloadFormats.packetizer(Codec.H265, Unpooled::buffer, maxPayloadBytes);
      PayloadRig rig = new PayloadRig(Codec.H265);
      List<byte[]> expected = new ArrayList<>();
      for (Sample sample : script.samples()) {
        if (sample.track().format().codec() == Codec.H265) {
          PayloadBurst burst = packetizer.packetize(sample);
          assertNotNull(burst);
          rig.takeAll(PayloadRig.packets(burst));
          expected.add(ByteBufUtil.getBytes(sample.payload()));
        }
      }
      assertEquals(expected.size(), rig.payloads.size());
      for (int i = 0; i < expected.size(); i++) {
        byte[] back = rig.payloads.get(i);
        // Parameter sets were put in front of key pictures.
        int added = back.length - expected.get(i).length;
        assertArrayEquals(expected.get(i), Arrays.copyOfRange(back, added, back.length));
      }
    }
  }

  @Test
  void aggregatesOfH265TakeTheLowestLayer() {
    byte[] accessUnit = ByteBufUtil.decodeHexDump("00000003" + "0203aa" + "00000003" + "0202bb");

    List<PayloadRig.Packet> packets = packets(Codec.H265, h265(), false, accessUnit);

    assertEquals(
        "6002" + "0003" + "0203aa" + "0003" + "0202bb",
        ByteBufUtil.hexDump(packets.getFirst().payload()));
  }

  private static Track h265() {
    return SampleScript.load(SampleScript.H265_EAC3).tracks().getFirst();
  }

  /** OBUs in the form of the bus. */
  private static byte[] temporalUnit(Random random, int... payloadBytes) {
    ByteBuf out = Unpooled.buffer();
    for (int i = 0; i < payloadBytes.length; i++) {
      boolean extended = i % 3 == 2;
      // A frame header, frames, tile groups; all of them with a size.
      out.writeByte((i == 0 ? 3 : 6) << 3 | (extended ? 4 : 0) | 2);
      if (extended) {
        out.writeByte(0x20);
      }
      int rest = payloadBytes[i];
      while (rest >= 0x80) {
        out.writeByte(0x80 | (rest & 0x7F));
        rest >>>= 7;
      }
      out.writeByte(rest);
      out.writeBytes(random(random, payloadBytes[i]));
    }
    return ByteBufUtil.getBytes(out);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void temporalUnitsOfAnyObus(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 500; run++) {
      int[] payloadBytes = new int[1 + random.nextInt(40)];
      for (int i = 0; i < payloadBytes.length; i++) {
        payloadBytes[i] = random.nextInt(1 << random.nextInt(11));
      }
      byte[] unit = temporalUnit(random, payloadBytes);
      List<PayloadRig.Packet> packets = packets(Codec.AV1, track(Codec.AV1), false, unit);

      for (PayloadRig.Packet packet : packets) {
        assertTrue(packet.payload().length <= MAX_PAYLOAD_BYTES);
      }
      PayloadRig rig = new PayloadRig(Codec.AV1).takeAll(packets);
      assertArrayEquals(unit, rig.payloads.getFirst(), "seed " + seed + " run " + run);
    }
  }

  @Test
  void aTemporalUnitOfOneFrameMakesEqualPackets() {
    Random random = new Random(1);
    for (int bytes = 1; bytes < 3_000; bytes += 7) {
      byte[] unit = temporalUnit(random, bytes);

      assertEqualButTheLast(packets(Codec.AV1, track(Codec.AV1), false, unit));
    }
  }

  @Test
  void aSequenceHeaderFromTheConfigurationPrecedesAKeyPicture() {
    byte[] header = ByteBufUtil.decodeHexDump("0a0e0000002d4cffb3cfbf9509109104");
    byte[] record = ByteBufUtil.decodeHexDump("81054c00" + ByteBufUtil.hexDump(header));
    byte[] unit = temporalUnit(new Random(1), 300);

    List<PayloadRig.Packet> packets =
        packets(Codec.AV1, PayloadRig.track(Codec.AV1, record), true, unit);

    PayloadRig rig = new PayloadRig(Codec.AV1).takeAll(packets);
    ByteBuf back = Unpooled.wrappedBuffer(rig.payloads.getFirst());
    assertEquals(ByteBufUtil.hexDump(header), ByteBufUtil.hexDump(back, 0, header.length));
    assertEquals(0x08, packets.getFirst().payload()[0] & 0x08, "a new sequence");
    assertEquals(0, packets.getLast().payload()[0] & 0x08);
    Obus obus = new Obus().wrap(back);
    int seen = 0;
    while (obus.next()) {
      seen++;
    }
    assertEquals(2, seen);
  }

  @Test
  void delimitersAndPaddingAreLeftOut() {
    byte[] unit = ByteBufUtil.decodeHexDump("1200" + "3203aabbcc" + "7a020000");

    PayloadRig rig =
        new PayloadRig(Codec.AV1).takeAll(packets(Codec.AV1, track(Codec.AV1), false, unit));

    assertEquals("3203aabbcc", ByteBufUtil.hexDump(rig.payloads.getFirst()));
  }

  @Test
  void packetsOfSound() {
    byte[] packet = random(new Random(1), 160);
    Sample sample = PayloadRig.sample(track(Codec.VP8), 9_000, true, packet);
    PayloadBurst burst =
        PayloadFormats.packetizer(Codec.OPUS, Unpooled::buffer, MAX_PAYLOAD_BYTES)
            .packetize(sample);
    assertNotNull(burst);
    assertEquals(4_800, burst.timestampTicks()); // 9,000 of 90,000 are 4,800 of 48,000.

    PayloadRig rig = new PayloadRig(Codec.OPUS).takeAll(PayloadRig.packets(burst));

    assertArrayEquals(packet, rig.payloads.getFirst());
  }
}
