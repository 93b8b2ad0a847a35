package dev.fairlead.protocols.rtp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Datagrams of any shape: nothing read lies outside of them, and what is kept is written alike. */
final class WireFuzzTest {
  @FuzzTest
  void everyPartOfAnRtpPacketLiesInside(byte[] bytes) {
    ByteBuf packet = Unpooled.wrappedBuffer(bytes);
    RtpHeader header = new RtpHeader();
    if (header.wrapPlain(packet) != RtpVerdict.OK) {
      return;
    }
    assertTrue(header.payloadIndex() + header.payloadBytes() <= bytes.length);
    assertEquals(header.payloadIndex(), header.headerBytes());
    RtpExtensions extensions = new RtpExtensions().wrap(header);
    int elements = 0;
    while (extensions.next()) {
      elements++;
      assertTrue(extensions.id() > 0);
      assertTrue(extensions.index() >= header.extensionIndex());
      assertTrue(
          extensions.index() + extensions.lengthBytes()
              <= header.extensionIndex() + header.extensionBytes());
    }
    assertTrue(elements <= header.extensionBytes());
    restoresTheSamePacket(header, packet);
  }

  /** An original put into a retransmission comes out of it as it was. */
  private static void restoresTheSamePacket(RtpHeader original, ByteBuf packet) {
    ByteBuf rtx = Unpooled.buffer();
    rtx.writeBytes(packet, 0, original.headerBytes());
    rtx.setByte(1, (packet.getByte(1) & 0x80) | 97);
    rtx.setShort(2, 4_711);
    rtx.setInt(8, 99);
    rtx.writeShort(original.sequenceNumber());
    rtx.writeBytes(packet, original.payloadIndex(), original.payloadBytes());
    if (original.hasPadding()) {
      rtx.writeByte(1);
    }
    RtpHeader header = new RtpHeader();
    assertEquals(RtpVerdict.OK, header.wrapPlain(rtx));
    ByteBuf restored = Unpooled.buffer();

    Rtx.restore(header, original.payloadType(), original.ssrc(), restored);

    ByteBuf expected = packet.copy(0, original.headerBytes() + original.payloadBytes());
    expected.setByte(0, expected.getByte(0) & 0xDF);
    assertEquals(ByteBufUtil.hexDump(expected), ByteBufUtil.hexDump(restored));
  }

  @FuzzTest
  void everyPartOfACompoundLiesInside(byte[] bytes) {
    ByteBuf datagram = Unpooled.wrappedBuffer(bytes);

    // Reading past the end would throw.
    int lines = RtcpDump.lines(datagram).size();

    assertTrue(lines <= bytes.length / RtcpCompound.HEAD_BYTES + 1);
  }
}
