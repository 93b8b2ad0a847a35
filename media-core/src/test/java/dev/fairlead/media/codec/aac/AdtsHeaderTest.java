package dev.fairlead.media.codec.aac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AdtsHeaderTest {
  private static AudioSpecificConfig config(String hex) {
    return AudioSpecificConfig.parse(HexFormat.of().parseHex(hex));
  }

  private static String header(String config, int accessUnitBytes) {
    ByteBuf out = Unpooled.buffer();
    AdtsHeader.of(config(config)).write(accessUnitBytes, out);
    return ByteBufUtil.hexDump(out);
  }

  /** What ffmpeg 5.1 wrote for the same configuration and size. */
  @Test
  void writesWhatOtherMuxersWrite() {
    assertEquals("fff15040099ffc", header("120856e500", 69)); // 44.1 kHz mono
    assertEquals("fff14d80057ffc", header("11b056e500", 36)); // 48 kHz, 5.1
  }

  @Test
  void writesTheCoreOfHighEfficiencyAac() {
    assertEquals("fff15c80175ffc", header("2b920800", 179)); // 22.05 kHz stereo
  }

  @Test
  void putsChannelsToldApartIntoTheFrame() {
    String quad = "118004c4040021100d4c61766335392e33372e31303056e500";
    AdtsHeader header = AdtsHeader.of(config(quad));
    ByteBuf out = Unpooled.buffer();

    header.write(100, out);

    assertEquals(header.overheadBytes(), out.readableBytes());
    assertEquals("fff14c", ByteBufUtil.hexDump(out, 0, 3));
    assertEquals(100 + header.overheadBytes(), out.getUnsignedMedium(3) >> 5 & 0x1FFF);
    assertEquals(5, out.getUnsignedByte(7) >> 5); // ID_PCE begins the raw data block
  }

  @Test
  void refusesWhatAdtsHasNoRoomFor() {
    assertFalse(AdtsHeader.carries(config("17805dbf90"))); // 47,999 Hz
    AdtsHeader header = AdtsHeader.of(config("1210"));
    assertTrue(header.fits(8_184));
    assertFalse(header.fits(8_185));
    assertThrows(IllegalArgumentException.class, () -> header.write(8_185, Unpooled.buffer()));
  }
}
