package dev.fairlead.protocols.rtp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class RtpHeaderTest {
  private final RtpHeader header = new RtpHeader();

  private static ByteBuf hex(String text) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(text.replace(" ", "")));
  }

  @Test
  void readsEveryField() {
    RtpVerdict verdict = header.wrap(hex("80e0 fffe 80000001 deadbeef 0102"));

    assertEquals(RtpVerdict.OK, verdict);
    assertTrue(header.marker());
    assertEquals(96, header.payloadType());
    assertEquals(0xFFFE, header.sequenceNumber());
    assertEquals(0x8000_0001L, header.timestamp());
    assertEquals(0xDEADBEEF, header.ssrc());
    assertEquals(0, header.extensionProfile());
    assertEquals(12, header.headerBytes());
    assertEquals(2, header.payloadBytes());
  }

  @Test
  void readsAPacketThatDoesNotBeginItsBuffer() {
    ByteBuf source = hex("ffff 8060 0001 00000002 00000003 aabb").skipBytes(2);

    assertEquals(RtpVerdict.OK, header.wrap(source));
    assertEquals(14, header.payloadIndex());
    assertEquals(2, source.readerIndex());
  }

  @Test
  void skipsContributingSources() {
    assertEquals(
        RtpVerdict.OK, header.wrap(hex("8260 0001 00000002 00000003 11111111 22222222 aa")));
    assertEquals(20, header.headerBytes());
    assertEquals(1, header.payloadBytes());
  }

  @Test
  void findsTheHeaderExtension() {
    assertEquals(
        RtpVerdict.OK, header.wrap(hex("9060 0001 00000002 00000003 bede0001 10aa0000 ff")));
    assertEquals(0xBEDE, header.extensionProfile());
    assertEquals(4, header.extensionBytes());
    assertEquals(20, header.payloadIndex());
  }

  @Test
  void takesPaddingOffPlainPacketsOnly() {
    ByteBuf packet = hex("a060 0001 00000002 00000003 aabb 000003");

    assertEquals(RtpVerdict.OK, header.wrap(packet));
    assertEquals(5, header.payloadBytes());
    assertEquals(RtpVerdict.OK, header.wrapPlain(packet));
    assertEquals(2, header.payloadBytes());
  }

  @Test
  void refusesWhatIsNoRtp() {
    assertEquals(RtpVerdict.TOO_SHORT, header.wrap(hex("8060 0001 00000002 000000")));
    assertEquals(RtpVerdict.BAD_VERSION, header.wrap(hex("4060 0001 00000002 00000003")));
    assertEquals(RtpVerdict.TOO_SHORT, header.wrap(hex("9060 0001 00000002 00000003 bede")));
    assertEquals(
        RtpVerdict.BAD_LENGTH, header.wrap(hex("9060 0001 00000002 00000003 bede0001 10")));
    assertEquals(RtpVerdict.BAD_LENGTH, header.wrap(hex("8160 0001 00000002 00000003")));
  }

  @Test
  void refusesPaddingThatPadsNothing() {
    assertEquals(RtpVerdict.BAD_PADDING, header.wrapPlain(hex("a060 0001 00000002 00000003 aa00")));
    assertEquals(RtpVerdict.BAD_PADDING, header.wrapPlain(hex("a060 0001 00000002 00000003 aa03")));
    assertEquals(RtpVerdict.BAD_PADDING, header.wrapPlain(hex("a060 0001 00000002 00000003")));
  }

  @Test
  void writesWhatItReads() {
    ByteBuf out = Unpooled.buffer();

    RtpHeader.write(out, false, true, 111, 0xFFFF, 0x89ABCDEF, 0x12345678);

    assertEquals("80efffff89abcdef12345678", HexFormat.of().formatHex(out.array(), 0, 12));
    assertEquals(RtpVerdict.OK, header.wrap(out));
    assertEquals(0x89ABCDEFL, header.timestamp());
  }

  @Test
  void tellsRtcpFromPayloadTypesThatBrowsersUse() {
    for (int type = RtcpType.SENDER_REPORT; type <= RtcpType.PAYLOAD_FEEDBACK; type++) {
      assertTrue(RtpHeader.isRtcp(Unpooled.buffer().writeByte(0x80).writeByte(type)));
    }
    for (int payloadType = 35; payloadType <= 63; payloadType++) {
      assertFalse(RtpHeader.isRtcp(Unpooled.buffer().writeByte(0x80).writeByte(payloadType)));
      assertFalse(
          RtpHeader.isRtcp(Unpooled.buffer().writeByte(0x80).writeByte(0x80 | payloadType)));
    }
    for (int payloadType = 96; payloadType <= 127; payloadType++) {
      assertFalse(
          RtpHeader.isRtcp(Unpooled.buffer().writeByte(0x80).writeByte(0x80 | payloadType)));
    }
  }
}
