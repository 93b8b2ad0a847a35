package dev.fairlead.protocols.srtp.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpReceiverTest {
  private static final int SSRC = 77;

  private final SplittableRandom random = new SplittableRandom(5);

  private SrtpSender sender = sender(SrtpProfile.AEAD_AES_128_GCM);
  private SrtpReceiver receiver = receiver(SrtpProfile.AEAD_AES_128_GCM);

  private static SrtpSender sender(SrtpProfile profile) {
    return new SrtpSender(
        new JavaEngine(), Packets.master(profile, new SplittableRandom(profile.id())));
  }

  private static SrtpReceiver receiver(SrtpProfile profile) {
    return new SrtpReceiver(
        new JavaEngine(), Packets.master(profile, new SplittableRandom(profile.id())));
  }

  private ByteBuf packet(int sequence, int ssrc) {
    ByteBuf packet = Packets.header(sequence & 0xFFFF, ssrc, random);
    ByteBuf payload = Packets.payload(100, random);
    assertEquals(SrtpVerdict.DONE, sender.protectRtp(packet, 0, payload, 0, 100));
    return packet;
  }

  private SrtpVerdict open(ByteBuf packet) {
    return receiver.openRtp(packet, Unpooled.buffer());
  }

  @Test
  void aPacketIsTakenOnce() {
    ByteBuf packet = packet(1, SSRC);

    assertEquals(SrtpVerdict.DONE, open(packet));
    assertEquals(SrtpVerdict.REPLAYED, open(packet));
  }

  @Test
  void packetsOutOfOrderAreTakenOnceEachAlsoAcrossTheWrap() {
    List<ByteBuf> packets = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      packets.add(packet(0xFFFF - 2_500 + i, SSRC));
    }
    // Within the window nothing is lost: shuffled in stretches of half of it.
    for (int from = 0; from < packets.size(); from += 500) {
      Collections.shuffle(packets.subList(from, from + 500), new Random(from));
    }

    for (ByteBuf packet : packets) {
      assertEquals(SrtpVerdict.DONE, open(packet));
      assertEquals(SrtpVerdict.REPLAYED, open(packet));
    }
  }

  @Test
  void whatIsOlderThanTheWindowIsRefused() {
    ByteBuf old = packet(1, SSRC);
    ByteBuf oldest = packet(2, SSRC);
    assertEquals(SrtpVerdict.DONE, open(packet(1 + ReplayWindow.WINDOW_PACKETS, SSRC)));

    assertEquals(SrtpVerdict.REPLAYED, open(old));
    assertEquals(SrtpVerdict.DONE, open(oldest));
  }

  @Test
  void failedAuthenticationCreatesNoState() {
    ByteBuf genuine = packet(1, SSRC);
    for (int ssrc = 0; ssrc < 1_000; ssrc++) {
      ByteBuf forged = genuine.copy();
      forged.setInt(8, ssrc + 1_000);
      assertEquals(SrtpVerdict.NOT_AUTHENTIC, open(forged));
    }

    // Every source that there may be is still to be had.
    for (int i = 0; i < SrtpReceiver.MAX_SOURCES; i++) {
      sender = sender(SrtpProfile.AEAD_AES_128_GCM);
      assertEquals(SrtpVerdict.DONE, open(packet(1, i)));
    }
    assertEquals(SrtpVerdict.TOO_MANY_SOURCES, open(packet(1, 5_000)));
  }

  @Test
  void aForgedPacketFromTheFutureMovesNoWindow() {
    assertEquals(SrtpVerdict.DONE, open(packet(1, SSRC)));
    ByteBuf genuine = packet(2, SSRC);
    ByteBuf forged = genuine.copy();
    forged.setShort(2, 30_000);

    assertEquals(SrtpVerdict.NOT_AUTHENTIC, open(forged));
    assertEquals(SrtpVerdict.DONE, open(genuine));
  }

  @ParameterizedTest
  @EnumSource
  void everyBitIsAuthenticated(SrtpProfile profile) {
    sender = sender(profile);
    receiver = receiver(profile);
    ByteBuf packet = packet(1, SSRC);
    for (int bit = 0; bit < packet.readableBytes() * 8; bit++) {
      ByteBuf changed = packet.copy();
      changed.setByte(bit / 8, changed.getByte(bit / 8) ^ 1 << bit % 8);
      SrtpVerdict verdict = open(changed);
      if (verdict != SrtpVerdict.NOT_AUTHENTIC) {
        // Version, or a length that leads out of the packet.
        assertEquals(SrtpVerdict.MALFORMED, verdict, "bit " + bit);
      }
    }
    assertEquals(SrtpVerdict.DONE, open(packet));
  }

  @ParameterizedTest
  @EnumSource
  void everyBitOfRtcpIsAuthenticated(SrtpProfile profile) {
    sender = sender(profile);
    receiver = receiver(profile);
    ByteBuf packet = Unpooled.buffer();
    sender.protectRtcp(Packets.senderReport(SSRC, random), packet);
    for (int bit = 0; bit < packet.readableBytes() * 8; bit++) {
      ByteBuf changed = packet.copy();
      changed.setByte(bit / 8, changed.getByte(bit / 8) ^ 1 << bit % 8);
      SrtpVerdict verdict = receiver.openRtcp(changed, Unpooled.buffer());
      if (verdict != SrtpVerdict.NOT_AUTHENTIC) {
        assertEquals(SrtpVerdict.MALFORMED, verdict, "bit " + bit);
      }
    }
    assertEquals(SrtpVerdict.DONE, receiver.openRtcp(packet, Unpooled.buffer()));
    assertEquals(SrtpVerdict.REPLAYED, receiver.openRtcp(packet, Unpooled.buffer()));
  }

  @Test
  void truncatedPacketsAreRefused() {
    ByteBuf packet = packet(1, SSRC);
    for (int bytes = 0; bytes < packet.readableBytes(); bytes++) {
      SrtpVerdict verdict = open(packet.copy(0, bytes));
      if (verdict != SrtpVerdict.NOT_AUTHENTIC) {
        assertEquals(SrtpVerdict.MALFORMED, verdict, bytes + " bytes");
      }
    }
  }

  @Test
  void packetsLongerThanAnyAreRefused() {
    assertEquals(
        SrtpVerdict.TOO_LONG,
        open(Unpooled.buffer().writeByte(0x80).writeZero(SrtpEngine.MAX_PACKET_BYTES)));
    assertEquals(
        SrtpVerdict.TOO_LONG,
        sender.protectRtp(
            Packets.header(1, SSRC, random),
            0,
            Unpooled.buffer().writeZero(SrtpEngine.MAX_PACKET_BYTES),
            0,
            SrtpEngine.MAX_PACKET_BYTES - 20));
  }
}
