package dev.fairlead.protocols.rtmp.wire;

import io.netty.buffer.ByteBuf;

/**
 * Takes an aggregate message apart: FLV tags one after the other, each with its own time, of which
 * the first stands for the message's (RTMP 1.0 §7.1.6). Stateless.
 */
public final class AggregateMessage {
  private static final int TAG_HEADER_BYTES = 11;
  private static final int MESSAGE_STREAM_ID_BYTES = 3;

  private AggregateMessage() {}

  /** Takes the messages in an aggregate. */
  public interface Parts {
    /**
     * One message.
     *
     * @param body borrowed for the call
     */
    void part(int typeId, int timestampMs, ByteBuf body);
  }

  /**
   * Passes each part on.
   *
   * @param timestampMs of the aggregate
   * @param body of the aggregate; its reader index moves
   * @return false when the last part is cut off; those before it were passed
   */
  public static boolean read(int timestampMs, ByteBuf body, Parts out) {
    boolean first = true;
    int shiftMs = 0;
    while (body.readableBytes() >= TAG_HEADER_BYTES) {
      int typeId = body.readUnsignedByte();
      int bodyBytes = body.readUnsignedMedium();
      int tagTimestampMs = body.readUnsignedMedium() | body.readUnsignedByte() << 24;
      body.skipBytes(MESSAGE_STREAM_ID_BYTES);
      if (body.readableBytes() < bodyBytes) {
        return false;
      }
      if (first) {
        first = false;
        shiftMs = timestampMs - tagTimestampMs;
      }
      int nextIndex = body.readerIndex() + bodyBytes;
      int endIndex = body.writerIndex();
      body.writerIndex(nextIndex);
      out.part(typeId, tagTimestampMs + shiftMs, body);
      body.writerIndex(endIndex).readerIndex(nextIndex);
      // The back pointer; the last one is sometimes missing.
      body.skipBytes(Math.min(Integer.BYTES, body.readableBytes()));
    }
    return true;
  }
}
