package dev.fairlead.benchmarks.load;

import io.netty.buffer.ByteBuf;

/** Cuts an FLV body into tags, keeping only each one's first bytes. Confined to one thread. */
final class FlvTags implements HttpBody.Taker {
  private static final int FILE_HEADER_BYTES = 13;
  private static final int TAG_HEADER_BYTES = 11;

  private final ViewerTally tally;
  private final PictureCheck check;
  private final byte[] header = new byte[FILE_HEADER_BYTES];
  private final byte[] prefix = new byte[PictureStamp.PREFIX_BYTES];

  private int wanted = FILE_HEADER_BYTES;
  private int headerLength;
  private boolean begun;
  private int bodyBytes;
  private int received;
  private int type;
  private long timestampMs;

  FlvTags(ViewerTally tally) {
    this.tally = tally;
    check = new PictureCheck(tally);
  }

  @Override
  public void body(ByteBuf in) {
    while (in.isReadable()) {
      if (headerLength < wanted) {
        int piece = Math.min(wanted - headerLength, in.readableBytes());
        in.readBytes(header, headerLength, piece);
        headerLength += piece;
        if (headerLength == wanted) {
          headerComplete();
        }
      } else {
        tagBody(in);
      }
    }
  }

  private void headerComplete() {
    if (!begun) {
      begun = true;
      if (header[0] != 'F' || header[1] != 'L' || header[2] != 'V') {
        throw new IllegalStateException("no FLV");
      }
      next();
      return;
    }
    type = header[0];
    bodyBytes = medium(1);
    timestampMs = medium(4) | ((long) (header[7] & 0xFF) << 24);
    if (type != FlvClip.AUDIO && type != FlvClip.VIDEO && type != FlvClip.SCRIPT) {
      throw new IllegalStateException("tag type " + type);
    }
  }

  private void next() {
    wanted = TAG_HEADER_BYTES;
    headerLength = 0;
    received = 0;
  }

  private void tagBody(ByteBuf in) {
    int total = bodyBytes + Integer.BYTES;
    int piece = Math.min(total - received, in.readableBytes());
    int kept = Math.min(piece, Math.min(prefix.length, bodyBytes) - received);
    if (kept > 0) {
      in.getBytes(in.readerIndex(), prefix, received, kept);
    }
    in.skipBytes(piece);
    received += piece;
    if (received == total) {
      check.tag(type, timestampMs, prefix, Math.min(bodyBytes, prefix.length), System.nanoTime());
      next();
    }
  }

  private int medium(int at) {
    return ((header[at] & 0xFF) << 16) | ((header[at + 1] & 0xFF) << 8) | (header[at + 2] & 0xFF);
  }

  ViewerTally tally() {
    return tally;
  }
}
