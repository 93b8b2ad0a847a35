package dev.fairlead.protocols.rtp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class RtxTest {
  private final RtpHeader header = new RtpHeader();

  @Test
  void restoresTheOriginalWithoutPadding() {
    ByteBuf rtx =
        Unpooled.wrappedBuffer(
            HexFormat.of()
                .parseHex("b0e1000500000002000000aabede000110990000" + "1234" + "c0ffee" + "0002"));
    assertEquals(RtpVerdict.OK, header.wrapPlain(rtx));
    ByteBuf out = Unpooled.buffer();

    Rtx.restore(header, 96, 0xBB, out);

    assertEquals(
        "90e01234" + "00000002" + "000000bb" + "bede000110990000" + "c0ffee",
        ByteBufUtil.hexDump(out));
  }

  @Test
  void aRetransmissionOfNothingIsAProbe() {
    ByteBuf padding =
        Unpooled.wrappedBuffer(HexFormat.of().parseHex("a0610005000000020000000a" + "00000004"));

    assertEquals(RtpVerdict.OK, header.wrapPlain(padding));
    assertTrue(Rtx.isProbe(header));
  }
}
