package dev.fairlead.protocols.rtp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RtpExtensionsTest {
  private static final String FIXED = "9060 0001 00000002 00000003";

  private final RtpHeader header = new RtpHeader();
  private final RtpExtensions extensions = new RtpExtensions();

  private List<String> elements(String extension) {
    assertEquals(
        RtpVerdict.OK,
        header.wrap(
            Unpooled.wrappedBuffer(HexFormat.of().parseHex((FIXED + extension).replace(" ", "")))));
    List<String> elements = new ArrayList<>();
    extensions.wrap(header);
    while (extensions.next()) {
      elements.add(
          extensions.id()
              + ":"
              + ByteBufUtil.hexDump(header.packet(), extensions.index(), extensions.lengthBytes()));
    }
    return elements;
  }

  // The three examples of RFC 8285 §4.1.2, §4.2 and §4.3, with data filled in.

  @Test
  void readsOneByteHeads() {
    assertEquals(
        List.of("1:aa", "2:bbcc", "3:01020304"), elements("bede 0003 10aa21bb cc000033 01020304"));
  }

  @Test
  void readsTwoByteHeads() {
    assertEquals(
        List.of("1:", "2:bb", "17:01020304"), elements("1000 0003 01000201 bb001104 01020304"));
  }

  @Test
  void acceptsAnyApplicationBitsOfTwoByteHeads() {
    assertEquals(List.of("2:bb"), elements("100f 0001 0201bb00"));
  }

  @Test
  void endsAtTheReservedId() {
    assertEquals(List.of("1:aa"), elements("bede 0001 10aaf011"));
  }

  @Test
  void endsAtAnElementThatPassesTheEnd() {
    assertEquals(List.of("1:aa"), elements("bede 0001 10aa2f11"));
    assertEquals(List.of(), elements("1000 0001 00000005"));
    assertEquals(List.of(), elements("1000 0001 00000509"));
  }

  @Test
  void passesOverAnUnknownProfile() {
    assertEquals(List.of(), elements("abac 0001 10aa2011"));
  }

  @Test
  void findsNothingForAnExtensionThatWasNotNegotiated() {
    elements("bede 0001 10aa0000");

    assertFalse(extensions.find(header, 0));
    assertFalse(extensions.find(header, 2));
    assertTrue(extensions.find(header, 1));
    assertEquals(0xAA, header.packet().getUnsignedByte(extensions.index()));
  }

  @Test
  void writesBothForms() {
    for (boolean twoByte : new boolean[] {false, true}) {
      ByteBuf packet = Unpooled.buffer();
      RtpHeader.write(packet, true, false, 96, 1, 2, 3);
      RtpExtensionWriter writer = new RtpExtensionWriter().begin(packet, twoByte);
      writer.element(5, 2).writeShort(0x1234);
      PlayoutDelay.write(writer.element(7, PlayoutDelay.BYTES), 0, 200);
      AbsoluteCaptureTime.write(writer.element(9, AbsoluteCaptureTime.BYTES), 0x0102030405060708L);
      writer.end();
      packet.writeByte(0x55);

      assertEquals(RtpVerdict.OK, header.wrap(packet));
      assertEquals(1, header.payloadBytes());
      assertTrue(extensions.find(header, 7));
      assertEquals(0, PlayoutDelay.minMs(packet, extensions.index()));
      assertEquals(200, PlayoutDelay.maxMs(packet, extensions.index()));
      assertTrue(extensions.find(header, 9));
      assertTrue(AbsoluteCaptureTime.isLength(extensions.lengthBytes()));
      assertEquals(0x0102030405060708L, AbsoluteCaptureTime.readNtp(packet, extensions.index()));
      assertTrue(extensions.find(header, 5));
      assertEquals(0x1234, packet.getUnsignedShort(extensions.index()));
    }
  }

  @Test
  void absoluteSendTimeHasEighteenFractionalBits() {
    assertEquals(1 << 18, AbsoluteSendTime.of(1_000_000_000));
    assertEquals(1 << 17, AbsoluteSendTime.of(64_500_000_000L));
    assertEquals(500_000_000, AbsoluteSendTime.toNanos(1 << 17));
    assertEquals((64 << 18) - 1, AbsoluteSendTime.of(-1));
  }
}
