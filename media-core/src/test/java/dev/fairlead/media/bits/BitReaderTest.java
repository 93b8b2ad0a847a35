package dev.fairlead.media.bits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BitReaderTest {
  @Test
  void readsBackWhatWasWritten() {
    for (int seed = 0; seed < 50; seed++) {
      ByteBuf bytes = Unpooled.buffer();
      Random written = new Random(seed);
      BitWriter out = new BitWriter().wrap(bytes);
      for (int i = 0; i < 200; i++) {
        writeRandom(written, out);
      }
      out.alignToByte();

      Random expected = new Random(seed);
      BitReader in = new BitReader("test").wrap(bytes, 0, bytes.readableBytes());
      for (int i = 0; i < 200; i++) {
        readRandom(expected, in);
      }
      in.alignToByte();
      assertEquals(0, in.remainingBits());
    }
  }

  private static void writeRandom(Random random, BitWriter out) {
    switch (random.nextInt(5)) {
      case 0 -> {
        int count = random.nextInt(32);
        out.writeBits(random.nextInt(), count);
      }
      case 1 -> {
        int count = random.nextInt(64);
        out.writeBits(random.nextLong(), count);
      }
      case 2 -> out.writeExpGolomb(random.nextLong(0xFFFF_FFFFL) >>> random.nextInt(32));
      case 3 -> out.writeSignedExpGolomb(random.nextInt(-Integer.MAX_VALUE, Integer.MAX_VALUE));
      default -> out.writeLeb128(random.nextLong(0x1_0000_0000L) >>> random.nextInt(32));
    }
  }

  private static void readRandom(Random random, BitReader in) {
    switch (random.nextInt(5)) {
      case 0 -> {
        int count = random.nextInt(32);
        assertEquals(random.nextInt() & ((1L << count) - 1), in.readBits(count));
      }
      case 1 -> {
        int count = random.nextInt(64);
        assertEquals(random.nextLong() & ((1L << count) - 1), in.readLongBits(count));
      }
      case 2 ->
          assertEquals(
              random.nextLong(0xFFFF_FFFFL) >>> random.nextInt(32), in.readLongExpGolomb());
      case 3 ->
          assertEquals(
              random.nextInt(-Integer.MAX_VALUE, Integer.MAX_VALUE), in.readSignedExpGolomb());
      default ->
          assertEquals(random.nextLong(0x1_0000_0000L) >>> random.nextInt(32), in.readLeb128());
    }
  }

  @Test
  void readsNothingPastTheEndOfItsRange() {
    ByteBuf bytes = Unpooled.wrappedBuffer(HexFormat.of().parseHex("ffff"));
    BitReader in = new BitReader("test").wrap(bytes, 0, 1);
    in.skipBits(8);

    MalformedMediaException error =
        assertThrows(MalformedMediaException.class, () -> in.readFlag());
    assertEquals("test: ends too early, after 1 bytes", error.getMessage());
  }

  @Test
  void leavesOutEmulationPreventionBytes() {
    byte[] escaped = HexFormat.of().parseHex("000003000003010000030303000003");
    BitReader in =
        new BitReader("test").wrapEscaped(Unpooled.wrappedBuffer(escaped), 0, escaped.length);

    StringBuilder read = new StringBuilder();
    for (int i = 0; i < 11; i++) {
      read.append("%02x".formatted(in.readBits(8)));
    }
    assertEquals("0000000001000003030000", read.toString());
    assertThrows(MalformedMediaException.class, () -> in.readBits(1));
  }

  @Test
  void knowsWhetherTrailingBitsAreAllThatIsLeft() {
    BitReader in = new BitReader("test");

    assertFalse(moreAfter(in, "80", 0));
    assertTrue(moreAfter(in, "c0", 0));
    assertFalse(moreAfter(in, "c0", 1));
    assertTrue(moreAfter(in, "c080", 7));
    assertFalse(moreAfter(in, "c080", 8));
    assertTrue(moreAfter(in, "0001", 14));
    assertFalse(moreAfter(in, "0001", 15));
    assertFalse(moreAfter(in, "ff80000003000003", 8));
    assertTrue(moreAfter(in, "ff81000003000003", 8));
    assertFalse(moreAfter(in, "", 0));
  }

  private static boolean moreAfter(BitReader in, String hex, int bits) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    in.wrapEscaped(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    in.skipBits(bits);
    return in.hasMoreRbspData();
  }

  @Test
  void refusesCodesThatAreTooLong() {
    BitReader in = new BitReader("test");

    byte[] zeros = new byte[64];
    assertThrows(MalformedMediaException.class, () -> in.wrap(zeros).readLongExpGolomb());
    byte[] endless = HexFormat.of().parseHex("ff".repeat(9));
    assertThrows(MalformedMediaException.class, () -> in.wrap(endless).readLeb128());
    byte[] above = HexFormat.of().parseHex("ffffffff7f");
    assertThrows(MalformedMediaException.class, () -> in.wrap(above).readLeb128());
  }
}
