package dev.fairlead.protocols.hls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Compresses texts one after the other (RFC 1952). Confined to its caller; close it. */
final class Gzip {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;

  /** Deflate's bound for text that does not compress (zlib's deflateBound), generously. */
  private static final int SLACK_BYTES = 64;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final CRC32 crc = new CRC32();

  /** A new buffer with the compressed form of {@code text}, whose indices stay as they are. */
  ByteBuf compress(ByteBuf text) {
    int length = text.readableBytes();
    int bound = HEADER_BYTES + length + length / 8 + SLACK_BYTES + TRAILER_BYTES;
    ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(bound);
    // Deflate, no flags, no time, fastest, unknown system (RFC 1952 §2.3).
    out.writeInt(0x1f8b0800).writeInt(0).writeByte(4).writeByte(255);
    deflater.reset();
    deflater.setInput(text.nioBuffer());
    deflater.finish();
    while (!deflater.finished()) {
      int written =
          deflater.deflate(out.nioBuffer(out.writerIndex(), out.writableBytes() - TRAILER_BYTES));
      out.writerIndex(out.writerIndex() + written);
    }
    crc.reset();
    crc.update(text.nioBuffer());
    out.writeIntLE((int) crc.getValue()).writeIntLE(length);
    return out;
  }

  void close() {
    deflater.end();
  }
}
