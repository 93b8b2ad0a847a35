package dev.fairlead.protocols.rtmp.core;

import dev.fairlead.protocols.rtmp.wire.ChunkFormat;
import dev.fairlead.protocols.rtmp.wire.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers chunks into messages (RTMP 1.0 §5.3), wherever the bytes happen to be split.
 *
 * <p>Confined to one thread. Input is borrowed and copied once, into the block of its message; who
 * takes the message may keep a slice of the block. Blocks grow as bytes come: a peer that declares
 * a long message costs nothing before it sends it. Call {@link #close()} once at the end.
 */
final class ChunkDecoder {
  /**
   * Chunk streams of one connection. Encoders use under ten; multitrack one for each track at most.
   */
  static final int MAX_CHUNK_STREAMS = 64;

  /** A longer chunk than the longest message says nothing more. */
  static final int MAX_CHUNK_BYTES = ChunkFormat.MAX_MESSAGE_BYTES;

  /** First block of a message on a chunk stream that has not shown longer ones yet. */
  static final int FIRST_BLOCK_BYTES = 16 << 10;

  private static final int GROWTH = 4;

  private enum State {
    BASIC_HEADER,
    MESSAGE_HEADER,
    EXTENDED_TIMESTAMP,
    PAYLOAD
  }

  /**
   * What stands in continuations of a message with an extended timestamp. The specification says
   * that they repeat it (RTMP 1.0 §5.3.1.3); its wording in earlier versions was read otherwise.
   */
  private enum Habit {
    UNKNOWN,
    REPEATED,
    LEFT_OUT
  }

  // Configuration.
  private final ByteBufAllocator allocator;
  private final int maxMessageBytes;
  private final int maxPartialBytes;
  private final ChunkMessages messages;

  // Per connection.
  private final Int2ObjectHashMap<ChunkStream> chunkStreams = new Int2ObjectHashMap<>();
  private int chunkBytes = ChunkFormat.DEFAULT_CHUNK_BYTES;
  private int partialBytes;
  private int discardedMessages;
  private Habit habit = Habit.UNKNOWN;

  // Per chunk.
  private State state = State.BASIC_HEADER;
  private final byte[] header = new byte[ChunkFormat.MAX_HEADER_BYTES];
  private int headerFilled;
  private int fmt;
  private @Nullable ChunkStream current;
  private int payloadLeft;

  /** What later headers on the same chunk stream refer to. */
  private static final class ChunkStream {
    int timestamp;
    int timestampField;
    boolean extended;
    int messageBytes;
    int typeId;
    int messageStreamId;
    boolean started;
    int longestBytes;
    @Nullable ByteBuf block;
  }

  ChunkDecoder(
      ByteBufAllocator allocator,
      int maxMessageBytes,
      int maxPartialBytes,
      ChunkMessages messages) {
    this.allocator = allocator;
    this.maxMessageBytes = maxMessageBytes;
    this.maxPartialBytes = maxPartialBytes;
    this.messages = messages;
  }

  /**
   * Takes what came.
   *
   * @param in borrowed; read to its end
   * @throws RtmpException when the connection cannot go on
   */
  void receive(ByteBuf in) {
    while (in.isReadable()) {
      switch (state) {
        case BASIC_HEADER -> basicHeader(in);
        case MESSAGE_HEADER -> messageHeader(in);
        case EXTENDED_TIMESTAMP -> extendedTimestamp(in);
        case PAYLOAD -> payload(in);
      }
    }
  }

  /** Messages that were left half sent, because an abort or a new header came. */
  int discardedMessages() {
    return discardedMessages;
  }

  /** Bytes held for messages that are not complete. */
  int partialBytes() {
    return partialBytes;
  }

  /** Lets go of half messages. */
  void close() {
    for (ChunkStream chunkStream : chunkStreams.values()) {
      discard(chunkStream);
    }
  }

  private void basicHeader(ByteBuf in) {
    if (headerFilled == 0) {
      header[headerFilled++] = in.readByte();
    }
    fmt = (header[0] >> 6) & 3;
    int csid = header[0] & 0x3F;
    // 0 and 1 announce one and two more bytes (RTMP 1.0 §5.3.1.1).
    int wanted = csid == 0 ? 2 : csid == 1 ? 3 : 1;
    if (!fill(in, wanted)) {
      return;
    }
    if (wanted > 1) {
      csid = 64 + (header[1] & 0xFF) + (wanted == 3 ? (header[2] & 0xFF) << 8 : 0);
    }
    headerFilled = 0;
    current = chunkStream(csid);
    state = State.MESSAGE_HEADER;
    if (fmt == ChunkFormat.CONTINUATION) {
      afterMessageHeader(current);
    }
  }

  private ChunkStream chunkStream(int csid) {
    ChunkStream chunkStream = chunkStreams.get(csid);
    if (chunkStream == null) {
      if (fmt == ChunkFormat.CONTINUATION || fmt == ChunkFormat.SAME_LENGTH_AND_TYPE) {
        throw new RtmpException(
            CloseReason.PROTOCOL_ERROR,
            "chunk stream " + csid + " begins with a header that refers to an earlier one");
      }
      if (chunkStreams.size() == MAX_CHUNK_STREAMS) {
        throw new RtmpException(
            CloseReason.PROTOCOL_ERROR, "more than " + MAX_CHUNK_STREAMS + " chunk streams");
      }
      chunkStream = new ChunkStream();
      chunkStreams.put(csid, chunkStream);
    }
    return chunkStream;
  }

  private void messageHeader(ByteBuf in) {
    if (!fill(in, ChunkFormat.messageHeaderBytes(fmt))) {
      return;
    }
    headerFilled = 0;
    ChunkStream chunkStream = current();
    if (chunkStream.started) {
      // A new header inside a message: the peer gave the old message up.
      discardedMessages++;
      discard(chunkStream);
    }
    chunkStream.timestampField = medium(0);
    chunkStream.extended = chunkStream.timestampField == ChunkFormat.EXTENDED_TIMESTAMP;
    if (fmt != ChunkFormat.SAME_LENGTH_AND_TYPE) {
      chunkStream.messageBytes = medium(3);
      chunkStream.typeId = header[6] & 0xFF;
    }
    if (fmt == ChunkFormat.FULL) {
      chunkStream.messageStreamId =
          (header[7] & 0xFF)
              | (header[8] & 0xFF) << 8
              | (header[9] & 0xFF) << 16
              | (header[10] & 0xFF) << 24;
    }
    afterMessageHeader(chunkStream);
  }

  private void afterMessageHeader(ChunkStream chunkStream) {
    if (chunkStream.extended && !(fmt == ChunkFormat.CONTINUATION && habit == Habit.LEFT_OUT)) {
      state = State.EXTENDED_TIMESTAMP;
    } else {
      beginPayload(chunkStream);
    }
  }

  private void extendedTimestamp(ByteBuf in) {
    ChunkStream chunkStream = current();
    if (chunkStream.started && habit == Habit.UNKNOWN) {
      learnHabit(in, chunkStream);
      return;
    }
    if (!fill(in, Integer.BYTES)) {
      return;
    }
    headerFilled = 0;
    if (!chunkStream.started) {
      chunkStream.timestampField = leading(Integer.BYTES);
    }
    beginPayload(chunkStream);
  }

  /** Takes bytes for a repeated timestamp as long as they are one; else they are payload. */
  private void learnHabit(ByteBuf in, ChunkStream chunkStream) {
    while (headerFilled < Integer.BYTES && in.isReadable()) {
      header[headerFilled] = in.getByte(in.readerIndex());
      int bytes = headerFilled + 1;
      int shift = Integer.SIZE - bytes * Byte.SIZE;
      int value = leading(bytes);
      // Behind a delta some repeat the delta and some tell the time that it leads to.
      if (value != chunkStream.timestampField >>> shift
          && value != chunkStream.timestamp >>> shift) {
        habit = Habit.LEFT_OUT;
        beginPayload(chunkStream);
        takeBack();
        return;
      }
      in.skipBytes(1);
      headerFilled = bytes;
    }
    if (headerFilled == Integer.BYTES) {
      headerFilled = 0;
      habit = Habit.REPEATED;
      beginPayload(chunkStream);
    }
  }

  /** Payload that looked like the beginning of a timestamp. */
  private void takeBack() {
    int bytes = headerFilled;
    headerFilled = 0;
    if (bytes > payloadLeft) {
      throw new RtmpException(CloseReason.PROTOCOL_ERROR, "extended timestamp is cut off");
    }
    if (bytes > 0) {
      payload(Unpooled.wrappedBuffer(header, 0, bytes));
    }
  }

  /** The first bytes of the header as one number. */
  private int leading(int bytes) {
    int value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << Byte.SIZE | (header[i] & 0xFF);
    }
    return value;
  }

  private void beginPayload(ChunkStream chunkStream) {
    if (!chunkStream.started) {
      beginMessage(chunkStream);
    }
    ByteBuf block = chunkStream.block;
    int gathered = block == null ? 0 : block.writerIndex();
    payloadLeft = Math.min(chunkBytes, chunkStream.messageBytes - gathered);
    state = State.PAYLOAD;
    if (payloadLeft == 0) {
      endMessage(chunkStream);
    }
  }

  private void beginMessage(ChunkStream chunkStream) {
    if (chunkStream.messageBytes > maxMessageBytes) {
      throw new RtmpException(
          CloseReason.MESSAGE_TOO_LONG,
          "message of " + chunkStream.messageBytes + " bytes, at most " + maxMessageBytes);
    }
    chunkStream.started = true;
    // A message that begins with a continuation advances as the one before did, and after a full
    // header by that header's timestamp (RTMP 1.0 §5.3.1.2.4).
    chunkStream.timestamp =
        fmt == ChunkFormat.FULL
            ? chunkStream.timestampField
            : chunkStream.timestamp + chunkStream.timestampField;
  }

  private void payload(ByteBuf in) {
    ChunkStream chunkStream = current();
    int piece = Math.min(payloadLeft, in.readableBytes());
    ByteBuf block = roomFor(chunkStream, piece);
    block.writeBytes(in, piece);
    payloadLeft -= piece;
    if (payloadLeft > 0) {
      return;
    }
    if (block.writerIndex() == chunkStream.messageBytes) {
      endMessage(chunkStream);
    } else {
      state = State.BASIC_HEADER;
    }
  }

  /** The message's block with room for {@code piece} more bytes. */
  private ByteBuf roomFor(ChunkStream chunkStream, int piece) {
    ByteBuf block = chunkStream.block;
    int wanted = (block == null ? 0 : block.writerIndex()) + piece;
    if (block != null && wanted <= block.capacity()) {
      return block;
    }
    // What the chunk stream has shown before is trusted at once, so that in the long run every
    // byte is copied once.
    int grown =
        block == null
            ? Math.max(FIRST_BLOCK_BYTES, chunkStream.longestBytes)
            : block.capacity() * GROWTH;
    int capacity = Math.min(chunkStream.messageBytes, Math.max(wanted, grown));
    int more = capacity - (block == null ? 0 : block.capacity());
    if (partialBytes + more > maxPartialBytes) {
      throw new RtmpException(
          CloseReason.MESSAGE_TOO_LONG,
          "half messages of more than " + maxPartialBytes + " bytes together");
    }
    partialBytes += more;
    if (block == null) {
      block = allocator.buffer(capacity, capacity);
    } else {
      ByteBuf larger = allocator.buffer(capacity, capacity).writeBytes(block);
      block.release();
      block = larger;
    }
    chunkStream.block = block;
    return block;
  }

  private void endMessage(ChunkStream chunkStream) {
    state = State.BASIC_HEADER;
    current = null;
    chunkStream.started = false;
    ByteBuf block = chunkStream.block;
    if (block == null) {
      return;
    }
    chunkStream.block = null;
    partialBytes -= block.capacity();
    chunkStream.longestBytes = Math.max(chunkStream.longestBytes, block.writerIndex());
    try {
      switch (chunkStream.typeId) {
        case MessageType.SET_CHUNK_SIZE -> setChunkSize(block);
        case MessageType.ABORT -> abort(block);
        default ->
            messages.message(
                chunkStream.typeId, chunkStream.messageStreamId, chunkStream.timestamp, block);
      }
    } finally {
      block.release();
    }
  }

  private void setChunkSize(ByteBuf body) {
    need(body);
    int size = body.readInt();
    if (size < 1) {
      throw new RtmpException(CloseReason.PROTOCOL_ERROR, "chunk size " + size);
    }
    chunkBytes = Math.min(size, MAX_CHUNK_BYTES);
  }

  private void abort(ByteBuf body) {
    need(body);
    ChunkStream chunkStream = chunkStreams.get(body.readInt());
    if (chunkStream != null && chunkStream.started) {
      discardedMessages++;
      discard(chunkStream);
    }
  }

  private static void need(ByteBuf body) {
    if (body.readableBytes() < Integer.BYTES) {
      throw new RtmpException(CloseReason.PROTOCOL_ERROR, "control message is cut off");
    }
  }

  private void discard(ChunkStream chunkStream) {
    chunkStream.started = false;
    ByteBuf block = chunkStream.block;
    if (block != null) {
      chunkStream.block = null;
      partialBytes -= block.capacity();
      block.release();
    }
  }

  /** Gathers header bytes; false when more are wanted. */
  private boolean fill(ByteBuf in, int wanted) {
    int piece = Math.min(wanted - headerFilled, in.readableBytes());
    in.readBytes(header, headerFilled, piece);
    headerFilled += piece;
    return headerFilled == wanted;
  }

  private int medium(int index) {
    return (header[index] & 0xFF) << 16
        | (header[index + 1] & 0xFF) << 8
        | (header[index + 2] & 0xFF);
  }

  private ChunkStream current() {
    ChunkStream chunkStream = current;
    assert chunkStream != null : "a chunk is under way";
    return chunkStream;
  }
}
