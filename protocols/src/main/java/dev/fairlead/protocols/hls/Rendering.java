package dev.fairlead.protocols.hls;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One version of a playlist as bytes. Any thread; holds one reference until it is closed, after
 * which it yields nothing.
 *
 * <p>Takers race the closing, so holding is counted here and not on the buffer: a pool hands a
 * released buffer object out again, and a late retain would take somebody else's bytes.
 */
final class Rendering {
  private final long version;
  private final String tag;
  private final ByteBuf bytes;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * @param version of the window it shows
   * @param tag its ETag
   * @param bytes the text, or its compressed form; one reference is taken over
   */
  Rendering(long version, String tag, ByteBuf bytes) {
    this.version = version;
    this.tag = tag;
    this.bytes = bytes;
  }

  long version() {
    return version;
  }

  String tag() {
    return tag;
  }

  /** The bytes, borrowed by whoever keeps this open. */
  ByteBuf bytes() {
    return bytes;
  }

  /** A retained duplicate, or null when a newer version took this one's place. */
  @Nullable ByteBuf take() {
    int seen;
    do {
      seen = holders.get();
      if (seen == 0) {
        return null;
      }
    } while (!holders.compareAndSet(seen, seen + 1));
    try {
      return bytes.retainedDuplicate();
    } finally {
      close();
    }
  }

  /** Gives up one hold; the last one lets the bytes go. */
  void close() {
    if (holders.decrementAndGet() == 0) {
      bytes.release();
    }
  }
}
