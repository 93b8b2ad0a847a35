package dev.fairlead.protocols.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses short texts (RFC 1952). Confined to one event loop; keeps its native state between
 * calls and for as long as the loop lives.
 */
final class Gzip {
  /** Past this much text a loop is better used for other clients; sent plain. */
  static final int MAX_TEXT_BYTES = 1 << 20;

  /** Below it the packet is the same size either way. */
  static final int MIN_TEXT_BYTES = 860;

  /** Playlists shrink to a tenth at any level; low ones take a third of the time. */
  private static final int LEVEL = 4;

  /** Magic, deflate, no flags, no time, unknown system. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private static final int TRAILER_BYTES = 8;

  private final Deflater deflater = new Deflater(LEVEL, true);
  private final CRC32 crc = new CRC32();

  /** Compresses {@code pieces}, releasing one reference of each; the result is the caller's. */
  ByteBuf compress(List<ByteBuf> pieces, ByteBufAllocator allocator) {
    int textBytes = 0;
    for (ByteBuf piece : pieces) {
      textBytes += piece.readableBytes();
    }
    // Deflate grows what it cannot shrink by 5 bytes per 16 kB block (RFC 1951 §3.2.4), zlib by
    // less
    // than a thousandth and 16 (deflateBound).
    int bound = textBytes + (textBytes >> 8) + 64;
    ByteBuf out = allocator.directBuffer(HEADER.length + bound + TRAILER_BYTES);
    out.writeBytes(HEADER);
    deflater.reset();
    crc.reset();
    for (ByteBuf piece : pieces) {
      for (ByteBuffer view : piece.nioBuffers()) {
        crc.update(view.duplicate());
        deflater.setInput(view);
        while (!deflater.needsInput()) {
          drain(out);
        }
      }
      piece.release();
    }
    deflater.finish();
    while (!deflater.finished()) {
      drain(out);
    }
    out.writeIntLE((int) crc.getValue());
    out.writeIntLE(textBytes);
    return out;
  }

  private void drain(ByteBuf out) {
    out.ensureWritable(64);
    ByteBuffer space = out.internalNioBuffer(out.writerIndex(), out.writableBytes());
    out.writerIndex(out.writerIndex() + deflater.deflate(space));
  }
}
