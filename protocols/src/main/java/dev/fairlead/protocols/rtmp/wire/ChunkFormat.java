package dev.fairlead.protocols.rtmp.wire;

/**
 * The layout of chunk headers (RTMP 1.0 §5.3.1).
 *
 * <pre>
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+----------------+------------------+----------+
 * |fmt|   csid    | 0, 1 or 2 more | 11, 7, 3 or 0    | 0 or 4   |
 * +-+-+-+-+-+-+-+-+----------------+------------------+----------+
 *    basic header   of the csid      message header     extended timestamp
 * </pre>
 */
public final class ChunkFormat {
  /** fmt 0: timestamp, length, type, message stream id. */
  public static final int FULL = 0;

  /** fmt 1: delta, length, type. */
  public static final int SAME_MESSAGE_STREAM = 1;

  /** fmt 2: delta. */
  public static final int SAME_LENGTH_AND_TYPE = 2;

  /** fmt 3: nothing. */
  public static final int CONTINUATION = 3;

  /** Largest basic header and message header and extended timestamp together. */
  public static final int MAX_HEADER_BYTES = 3 + 11 + 4;

  /** Until a peer says otherwise (RTMP 1.0 §5.4.1). */
  public static final int DEFAULT_CHUNK_BYTES = 128;

  /** A timestamp field of this value says that four more bytes follow (RTMP 1.0 §5.3.1.3). */
  public static final int EXTENDED_TIMESTAMP = 0xFFFFFF;

  /** The message length field has 24 bits. */
  public static final int MAX_MESSAGE_BYTES = 0xFFFFFF;

  private static final int[] MESSAGE_HEADER_BYTES = {11, 7, 3, 0};

  private ChunkFormat() {}

  /** Length of the message header under {@code fmt}. */
  public static int messageHeaderBytes(int fmt) {
    return MESSAGE_HEADER_BYTES[fmt];
  }
}
