package dev.fairlead.protocols.rtmp.wire;

import io.netty.buffer.ByteBuf;

/**
 * Writes messages as chunks: one full header, then continuations (RTMP 1.0 §5.3.1). Stateless,
 * since no header refers to an earlier message, so the bytes can be shared between peers.
 */
public final class MessageWriter {
  /** Chunk stream of protocol control messages (RTMP 1.0 §5.4). */
  public static final int CONTROL_CSID = 2;

  /** Chunk stream of commands. */
  public static final int COMMAND_CSID = 3;

  /** Chunk stream of status and data messages that belong to a message stream. */
  public static final int STATUS_CSID = 5;

  private static final int MAX_ONE_BYTE_CSID = 63;
  private static final int FULL_HEADER_BYTES = 12;

  private MessageWriter() {}

  /**
   * Appends the first chunk's header.
   *
   * @param csid 2 to 63
   * @param timestampMs its low 32 bits are sent
   */
  public static void writeHeader(
      int csid, int typeId, int messageStreamId, long timestampMs, int bodyBytes, ByteBuf out) {
    if (csid < CONTROL_CSID || csid > MAX_ONE_BYTE_CSID) {
      throw new IllegalArgumentException("chunk stream id " + csid);
    }
    boolean extended = isExtended(timestampMs);
    out.writeByte(ChunkFormat.FULL << 6 | csid)
        .writeMedium(extended ? ChunkFormat.EXTENDED_TIMESTAMP : (int) timestampMs)
        .writeMedium(bodyBytes)
        .writeByte(typeId)
        .writeIntLE(messageStreamId);
    if (extended) {
      out.writeInt((int) timestampMs);
    }
  }

  /** Appends the header of a further chunk of the same message. */
  public static void writeContinuation(int csid, long timestampMs, ByteBuf out) {
    out.writeByte(ChunkFormat.CONTINUATION << 6 | csid);
    if (isExtended(timestampMs)) {
      out.writeInt((int) timestampMs);
    }
  }

  /** Appends a message whose body is at hand. */
  public static void writeMessage(
      int csid,
      int typeId,
      int messageStreamId,
      long timestampMs,
      ByteBuf body,
      int chunkBytes,
      ByteBuf out) {
    writeHeader(csid, typeId, messageStreamId, timestampMs, body.readableBytes(), out);
    writeBody(csid, timestampMs, body, 0, chunkBytes, out);
  }

  /**
   * Appends body bytes, with continuations where chunks are full.
   *
   * @param body its readable bytes; its indices stay
   * @param filledBytes of the current chunk before them
   * @return bytes that fill the current chunk afterwards
   */
  public static int writeBody(
      int csid, long timestampMs, ByteBuf body, int filledBytes, int chunkBytes, ByteBuf out) {
    int index = body.readerIndex();
    int left = body.readableBytes();
    int filled = filledBytes;
    while (left > 0) {
      if (filled == chunkBytes) {
        writeContinuation(csid, timestampMs, out);
        filled = 0;
      }
      int piece = Math.min(left, chunkBytes - filled);
      out.writeBytes(body, index, piece);
      index += piece;
      left -= piece;
      filled += piece;
    }
    return filled;
  }

  /** Most bytes that a message of {@code bodyBytes} takes as chunks. */
  public static int maxBytes(int bodyBytes, int chunkBytes) {
    int continuations = bodyBytes / chunkBytes;
    return FULL_HEADER_BYTES + Integer.BYTES + bodyBytes + continuations * (1 + Integer.BYTES);
  }

  private static boolean isExtended(long timestampMs) {
    return (timestampMs & 0xFFFFFFFFL) >= ChunkFormat.EXTENDED_TIMESTAMP;
  }
}
