package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.wire.ByteRange;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Cuts ranges out of bodies that are held in pieces. Stateless. */
final class ByteRanges {
  private ByteRanges() {}

  /** The part of {@code pieces} within {@code range}, not copied; takes the pieces over. */
  static List<ByteBuf> cut(List<ByteBuf> pieces, ByteRange range) {
    List<ByteBuf> kept = new ArrayList<>(pieces.size());
    long at = 0;
    for (ByteBuf piece : pieces) {
      long end = at + piece.readableBytes();
      long from = Math.max(at, range.first());
      long to = Math.min(end, range.last() + 1);
      if (from < to) {
        kept.add(piece.retainedSlice(piece.readerIndex() + (int) (from - at), (int) (to - from)));
      }
      piece.release();
      at = end;
    }
    return kept;
  }
}
