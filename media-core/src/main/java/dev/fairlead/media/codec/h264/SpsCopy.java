package dev.fairlead.media.codec.h264;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.bits.BitWriter;
import dev.fairlead.media.codec.nal.ParameterSet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Sequence parameter sets that differ from others in little. Stateless. */
public final class SpsCopy {
  /** nal_unit_header, profile_idc, constraint flags and level_idc. */
  private static final int BITS_BEFORE_ID = 32;

  private static final int MAX_ID = 31;
  private static final int EMULATION_PREVENTION = 3;

  private SpsCopy() {}

  /**
   * The same set under another name: seq_parameter_set_id (H.264 (08/2021) §7.4.2.1.1).
   *
   * @param id 0 to 31
   */
  public static ParameterSet withId(ParameterSet sps, int id) {
    byte[] bytes = sps.toByteArray();
    BitReader bits =
        new BitReader("seq_parameter_set_rbsp")
            .wrapEscaped(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    ByteBuf raw = Unpooled.buffer(bytes.length + 2);
    BitWriter out = new BitWriter().wrap(raw);
    for (int i = 0; i < BITS_BEFORE_ID / Byte.SIZE; i++) {
      out.writeBits(bits.readBits(Byte.SIZE), Byte.SIZE);
    }
    var _ = bits.readExpGolomb(MAX_ID, "seq_parameter_set_id");
    out.writeExpGolomb(id);
    while (bits.hasMoreRbspData()) {
      out.writeFlag(bits.readFlag());
    }
    out.writeTrailingBits();
    return ParameterSet.of(escaped(raw));
  }

  /** Keeps start codes from appearing (H.264 (08/2021) §7.4.1.1). */
  private static byte[] escaped(ByteBuf raw) {
    ByteBuf out = Unpooled.buffer(2 * raw.readableBytes());
    int zeros = 0;
    while (raw.isReadable()) {
      int next = raw.readUnsignedByte();
      if (zeros >= 2 && next <= EMULATION_PREVENTION) {
        out.writeByte(EMULATION_PREVENTION);
        zeros = 0;
      }
      zeros = next == 0 ? zeros + 1 : 0;
      out.writeByte(next);
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }
}
