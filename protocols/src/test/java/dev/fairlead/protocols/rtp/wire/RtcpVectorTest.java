package dev.fairlead.protocols.rtp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets written down by hand from the pictures of their specifications, read and written. */
final class RtcpVectorTest {
  private static List<String> read(String hex) {
    return RtcpDump.lines(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }

  private static void assertBoth(String hex, String line, ByteBuf written) {
    assertEquals(List.of(line), read(hex));
    assertEquals(hex.replace(" ", ""), ByteBufUtil.hexDump(written));
  }

  @Test
  void senderReport() {
    ByteBuf out = Unpooled.buffer();
    RtcpWriter.writeSenderReport(
        out, 1, 0x902F9E2E, 0xE1B2C3D480000000L, 0xFFFFFFFF, 10, 0x1_0000_0002L);
    RtcpWriter.writeReportBlock(out, 0x11223344, 64, -2, 0x0001FFFF, 90, 0xC3D48000L, 0x10000);

    assertBoth(
        "81c8000c 902f9e2e e1b2c3d4 80000000 ffffffff 0000000a 00000002"
            + "11223344 40fffffe 0001ffff 0000005a c3d48000 00010000",
        "SR 902f9e2e ntp=e1b2c3d480000000 rtp=4294967295 packets=10 octets=2"
            + " [11223344 fraction=64 lost=-2 highest=131071 jitter=90 lsr=c3d48000 dlsr=65536]",
        out);
  }

  @Test
  void receiverReport() {
    ByteBuf out = Unpooled.buffer();
    RtcpWriter.writeReceiverReport(out, 0, 0x01020304);

    assertBoth("80c90001 01020304", "RR 01020304", out);
  }

  @Test
  void cumulativeLossStaysWithinItsField() {
    ByteBuf out = Unpooled.buffer();
    RtcpWriter.writeReceiverReport(out, 1, 1);
    RtcpWriter.writeReportBlock(out, 2, 0, 1L << 40, 0, 0, 0, 0);

    assertEquals(
        List.of(
            "RR 00000001 [00000002 fraction=0 lost=8388607 highest=0 jitter=0 lsr=00000000 dlsr=0]"),
        RtcpDump.lines(out));
  }

  @Test
  void canonicalName() {
    ByteBuf out = Unpooled.buffer();
    RtcpWriter.writeCname(out, 0x01020304, "abc".getBytes(StandardCharsets.US_ASCII));

    assertBoth("81ca0003 01020304 01036162 63000000", "SDES 01020304 1=abc", out);
  }

  @Test
  void canonicalNameThatFillsItsWordsStillEndsWithAZero() {
    ByteBuf out = Unpooled.buffer();
    RtcpWriter.writeCname(out, 1, "abcdef".getBytes(StandardCharsets.US_ASCII));

    assertBoth("81ca0004 00000001 01066162 63646566 00000000", "SDES 00000001 1=abcdef", out);
  }

  @Test
  void sourceDescriptionsOfTwoSources() {
    assertEquals(
        List.of("SDES 00000001 1=a 00000001 2=bc 00000002 1=d"),
        read("82ca0006 00000001 01016102 02626300 00000002 01016400 00000000"));
  }

  @Test
  void bye() {
    ByteBuf out = Unpooled.buffer();
    RtcpWriter.writeBye(out, 7);

    assertBoth("81cb0001 00000007", "BYE 00000007", out);
    assertEquals(List.of("BYE 00000001 00000002"), read("82cb0002 00000001 00000002"));
  }

  @Test
  void genericNack() {
    ByteBuf out = Unpooled.buffer();
    RtcpWriter.writeNack(out, 1, 2, new int[] {0xFFFF, 0, 15, 16, 100}, 5);

    assertBoth(
        "81cd0005 00000001 00000002 ffff8001 00100000 00640000",
        "NACK 00000001 about 00000002 65535 0 15 16 100",
        out);
  }

  @Test
  void pictureLossIndication() {
    ByteBuf out = Unpooled.buffer();
    RtcpWriter.writePli(out, 1, 2);

    assertBoth("81ce0002 00000001 00000002", "PLI 00000001 about 00000002", out);
  }

  @Test
  void fullIntraRequest() {
    ByteBuf out = Unpooled.buffer();
    RtcpWriter.writeFir(out, 1, 2, 9);

    assertBoth("84ce0004 00000001 00000000 00000002 09000000", "FIR 00000002 #9", out);
  }

  @Test
  void receiverEstimatedMaximumBitrate() {
    ByteBuf out = Unpooled.buffer();
    Remb.write(out, 1, 2, 2_500_000);

    // 2,500,000 is 156,250 times 2 to the 4th.
    assertBoth("8fce0005 00000001 00000000 52454d42 0112625a 00000002", "REMB 2500000", out);
  }

  @Test
  void bitratesBeyondAllReasonDoNotOverflow() {
    assertEquals(
        List.of("REMB " + Long.MAX_VALUE),
        read("8fce0005 00000001 00000000 52454d42 01ffffff 00000002"));
  }

  @Test
  void transportFeedbackWithEveryKindOfChunk() {
    // A run of 3 small deltas; 14 one-bit symbols of which 2 arrived; 7 two-bit symbols of which
    // the
    // last took a large, negative delta.
    assertEquals(
        List.of(
            "TWCC 00000001 about 00000002 #5 reference=128ms"
                + " 65535=128250us 0=128500us 1=128750us"
                + " 2=129000us 3=lost 4=lost 5=lost 6=lost 7=lost 8=lost 9=lost 10=lost 11=lost"
                + " 12=lost 13=lost 14=lost 15=129250us"
                + " 16=lost 17=lost 18=lost 19=lost 20=lost 21=lost 22=129000us"),
        read(
            "8fcd0008 00000001 00000002 ffff 0018 000002 05"
                + "2003 a001 c002 0101 0101 01ff ff00 0000"));
  }

  @Test
  void transportFeedbackIsReadBackAsWritten() {
    long[] arrivalNs = new long[40];
    StringBuilder expected =
        new StringBuilder("TWCC 00000001 about 00000002 #255 reference=1088ms");
    for (int i = 0; i < arrivalNs.length; i++) {
      boolean lost = i % 7 == 3 || (i > 20 && i < 32);
      arrivalNs[i] =
          lost
              ? TransportFeedbackWriter.NOT_RECEIVED
              : 1_000_000_000L + i * 5_000_000L + (i % 5 == 0 ? 90_000_000 : 0);
      expected.append(' ').append(65_530 + i & 0xFFFF).append('=');
      expected.append(lost ? "lost" : arrivalNs[i] / 1_000 + "us");
    }
    ByteBuf out = Unpooled.buffer();

    int written =
        new TransportFeedbackWriter().write(out, 1, 2, 65_530, arrivalNs, 0, arrivalNs.length, 255);

    assertEquals(arrivalNs.length, written);
    assertEquals(List.of(expected.toString()), RtcpDump.lines(out));
  }

  @Test
  void transportFeedbackEndsWhereADeltaDoesNotReach() {
    long[] arrivalNs = {0, TransportFeedbackWriter.NOT_RECEIVED, 9_000_000_000L};
    ByteBuf out = Unpooled.buffer();

    int written = new TransportFeedbackWriter().write(out, 1, 2, 10, arrivalNs, 0, 3, 0);

    assertEquals(2, written);
    assertEquals(
        List.of("TWCC 00000001 about 00000002 #0 reference=0ms 10=0us 11=lost"),
        RtcpDump.lines(out));
  }

  @Test
  void transportFeedbackThatAnnouncesMoreThanItHoldsTellsNothing() {
    String head = "8fcd0005 00000001 00000002 0000 ";
    assertEquals(
        List.of("TWCC 00000001 about 00000002 BAD_LENGTH"),
        read(head + "0005 000000 00 2005 0000"));
    assertEquals(
        List.of("TWCC 00000001 about 00000002 BAD_LENGTH"),
        read(head + "ffff 000000 00 1fff 1fff"));
  }

  @Test
  void readsACompoundUpToItsFault() {
    assertEquals(
        List.of("RR 00000001", "PLI 00000001 about 00000002", "BAD_LENGTH"),
        read("80c90001 00000001 81ce0002 00000001 00000002 80c90009 00000001"));
    assertEquals(List.of("TOO_SHORT"), read(""));
    assertEquals(List.of("RR 00000001", "TOO_SHORT"), read("80c90001 00000001 80c9"));
    assertEquals(List.of("BAD_VERSION"), read("40c90001 00000001"));
  }

  @Test
  void takesPaddingOffTheLastPacket() {
    assertEquals(List.of("BYE 00000007"), read("a1cb0002 00000007 00000004"));
    assertEquals(List.of("BAD_PADDING"), read("a1cb0001 00000009"));
  }

  @Test
  void packetsTooShortForWhatTheyCountAreReadAsFarAsTheyGo() {
    assertEquals(List.of("RR 00000001"), read("9fc90001 00000001"));
    assertEquals(List.of("SR cut off"), read("80c80001 00000001"));
    assertEquals(List.of("BYE 00000007 00000000"), read("82cb0001 00000007"));
    assertEquals(List.of("NACK 00000001 about 00000000"), read("81cd0001 00000001"));
    assertEquals(List.of("feedback 206/15"), read("8fce0000"));
  }
}
