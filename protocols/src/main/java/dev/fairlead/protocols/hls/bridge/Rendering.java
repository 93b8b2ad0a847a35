package dev.fairlead.protocols.hls.bridge;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import org.jspecify.annotations.Nullable;

/**
 * One version of a playlist as bytes. Any thread; holds one reference until it is closed, after
 * which it yields nothing.
 *
 * @param version of the window it shows
 * @param tag its ETag
 * @param bytes the text, or its compressed form
 */
record Rendering(long version, String tag, ByteBuf bytes) {
  /** A retained duplicate, or null when a newer version took this one's place. */
  @Nullable ByteBuf take() {
    try {
      return bytes.retainedDuplicate();
    } catch (IllegalReferenceCountException replaced) {
      return null;
    }
  }

  void close() {
    bytes.release();
  }
}
