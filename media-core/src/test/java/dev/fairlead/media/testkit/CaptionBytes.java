package dev.fairlead.media.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Makes caption bytes as encoders put them in front of pictures. Stateless. */
public final class CaptionBytes {
  private static final int USER_DATA_REGISTERED = 4;
  private static final int TRAILING_BITS = 0x80;

  private CaptionBytes() {}

  /** cc_data with ATSC's identifiers in front (ATSC A/53-4:2009). */
  public static byte[] data(int... triplets) {
    ByteBuf out = Unpooled.buffer();
    out.writeByte(0xB5).writeShort(0x31).writeInt(0x47413934).writeByte(3);
    out.writeByte(0xC0 | triplets.length).writeByte(0xFF);
    for (int triplet : triplets) {
      out.writeMedium(triplet);
    }
    out.writeByte(0xFF);
    return ByteBufUtil.getBytes(out);
  }

  /** One SEI NAL unit around user data. */
  public static byte[] sei(byte[] nalUnitHeader, byte[] data) {
    ByteBuf plain = Unpooled.buffer();
    plain.writeByte(USER_DATA_REGISTERED);
    int size = data.length;
    while (size >= 0xFF) {
      plain.writeByte(0xFF);
      size -= 0xFF;
    }
    plain.writeByte(size).writeBytes(data).writeByte(TRAILING_BITS);
    ByteBuf out = Unpooled.buffer().writeBytes(nalUnitHeader);
    int zeros = 0;
    while (plain.isReadable()) {
      int next = plain.readUnsignedByte();
      if (zeros >= 2 && next <= 3) {
        out.writeByte(3);
        zeros = 0;
      }
      out.writeByte(next);
      zeros = next == 0 ? zeros + 1 : 0;
    }
    return ByteBufUtil.getBytes(out);
  }

  /** Two bytes of line 21 with odd parity, in the first field. */
  public static int pair(int first, int second) {
    return 0xFC0000 | odd(first) << 8 | odd(second);
  }

  private static int odd(int value) {
    return Integer.bitCount(value & 0x7F) % 2 == 0 ? value | 0x80 : value & 0x7F;
  }
}
