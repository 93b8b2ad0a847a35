package dev.fairlead.protocols.egress;

import io.netty.buffer.ByteBuf;

/**
 * Bytes that every viewer of a group gets in one piece. Confined to the group's loop; filled by the
 * group, then left as it is. Owns one reference to its bytes until {@link #release()}.
 *
 * <p>A batch has at most one entry, its first random access point of the leading track: a viewer
 * that comes in or back takes the batch from there on.
 */
final class WireBatch {
  static final int NO_ENTRY = -1;

  final ByteBuf bytes;
  final TracksVersion tracks;

  /** Samples and media of the group so far when it was complete. */
  long endSample;

  long endMediaNs;

  /** The same at the entry. */
  long entrySample;

  long entryMediaNs;

  int entryOffset = NO_ENTRY;

  /** When it was complete, by the loop's clock. */
  long sealedNs;

  WireBatch(ByteBuf bytes, TracksVersion tracks) {
    this.bytes = bytes;
    this.tracks = tracks;
  }

  boolean hasEntry() {
    return entryOffset != NO_ENTRY;
  }

  void enterHere(long sample, long mediaNs) {
    entryOffset = bytes.writerIndex();
    entrySample = sample;
    entryMediaNs = mediaNs;
  }

  int sizeBytes() {
    return bytes.readableBytes();
  }

  void release() {
    bytes.release();
  }
}
