package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A cursor over the items of a source description (RFC 3550 §6.5). Confined to one thread;
 * reusable; allocates nothing.
 *
 * <pre>
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                             SSRC                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    type       |    length     | text ...    further items, 0  |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * </pre>
 */
public final class SourceDescriptions {
  /** Type of the canonical name. */
  public static final int CNAME = 1;

  private ByteBuf datagram = Unpooled.EMPTY_BUFFER;
  private int nextIndex;
  private int endIndex;
  private int chunksLeft;
  private boolean inChunk;
  private int startIndex;
  private int ssrc;
  private int type;
  private int textIndex;
  private int textBytes;

  /** Starts before the first item of the cursor's current packet, which is of the type. */
  public SourceDescriptions wrap(RtcpCompound compound) {
    datagram = compound.datagram();
    startIndex = compound.index();
    nextIndex = compound.index() + RtcpCompound.HEAD_BYTES;
    endIndex = compound.index() + compound.lengthBytes();
    chunksLeft = compound.count();
    inChunk = false;
    return this;
  }

  /** Moves to the next item; false when there is none, or none that is whole. */
  public boolean next() {
    while (true) {
      if (!inChunk) {
        if (chunksLeft == 0 || endIndex - nextIndex < Integer.BYTES) {
          return false;
        }
        chunksLeft--;
        ssrc = datagram.getInt(nextIndex);
        nextIndex += Integer.BYTES;
        inChunk = true;
      }
      if (nextIndex >= endIndex) {
        return false;
      }
      type = datagram.getUnsignedByte(nextIndex);
      if (type == 0) { // The end of the chunk, which is padded to a whole word.
        inChunk = false;
        nextIndex += Integer.BYTES - (nextIndex - startIndex & 3);
        continue;
      }
      if (endIndex - nextIndex < 2) {
        return false;
      }
      textBytes = datagram.getUnsignedByte(nextIndex + 1);
      textIndex = nextIndex + 2;
      if (textBytes > endIndex - textIndex) {
        nextIndex = endIndex;
        return false;
      }
      nextIndex = textIndex + textBytes;
      return true;
    }
  }

  /** The source that the current item describes. */
  public int ssrc() {
    return ssrc;
  }

  /** The current item's type. */
  public int type() {
    return type;
  }

  /** Absolute index of the current item's text. */
  public int textIndex() {
    return textIndex;
  }

  /** Length of the current item's text. */
  public int textBytes() {
    return textBytes;
  }
}
