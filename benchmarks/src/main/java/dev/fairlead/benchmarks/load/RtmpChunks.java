package dev.fairlead.benchmarks.load;

import io.netty.buffer.ByteBuf;

/**
 * Cuts what a server sends into messages without keeping their bodies: only each one's first bytes.
 * Confined to one thread.
 */
final class RtmpChunks {
  /** Enough for a stamp and for the answers to connect and createStream. */
  private static final int PREFIX_BYTES = 1_024;

  private static final int CHUNK_STREAMS = 64;
  private static final int EXTENDED = 0xFFFFFF;
  private static final int SET_CHUNK_SIZE = 1;
  private static final int[] HEADER_BYTES = {11, 7, 3, 0};

  private final Messages messages;
  private final Chunk[] streams = new Chunk[CHUNK_STREAMS];
  private final byte[] header = new byte[16];

  private int headerLength;
  private int chunkBytes = 128;
  private int leftInChunk;
  private Chunk current = new Chunk();

  /** Told of each message. */
  interface Messages {
    /**
     * A message has come whole.
     *
     * @param prefix its first bytes, valid during the call
     * @param prefixLength how many
     */
    void message(int type, int messageStream, long timestampMs, byte[] prefix, int prefixLength);
  }

  /** What one chunk stream is in the middle of. */
  private static final class Chunk {
    long timestampMs;
    long deltaMs;
    int lengthBytes;
    int type;
    int messageStream;
    int received;
    boolean extended;
    final byte[] prefix = new byte[PREFIX_BYTES];
  }

  RtmpChunks(Messages messages) {
    this.messages = messages;
    for (int i = 0; i < CHUNK_STREAMS; i++) {
      streams[i] = new Chunk();
    }
  }

  /** Takes what came; reads it to the end. */
  void receive(ByteBuf in) {
    while (in.isReadable()) {
      if (leftInChunk == 0) {
        header[headerLength++] = in.readByte();
        if (headerLength == wantedHeaderBytes()) {
          begin();
        }
      } else {
        body(in);
      }
    }
  }

  private int wantedHeaderBytes() {
    int format = (header[0] >> 6) & 3;
    Chunk chunk = streams[header[0] & 0x3F];
    int fixed = 1 + HEADER_BYTES[format];
    if (headerLength < fixed) {
      return fixed;
    }
    boolean extended = format < 3 ? medium(1) == EXTENDED : chunk.extended;
    return extended ? fixed + Integer.BYTES : fixed;
  }

  private void begin() {
    int stream = header[0] & 0x3F;
    if (stream < 2) {
      throw new IllegalStateException("chunk stream ids above 63 are not expected");
    }
    int format = (header[0] >> 6) & 3;
    current = streams[stream];
    if (format < 3) {
      long time = medium(1);
      current.extended = time == EXTENDED;
      if (current.extended) {
        time = unsigned(1 + HEADER_BYTES[format]);
      }
      current.deltaMs = time;
      if (format < 2) {
        current.lengthBytes = medium(4);
        current.type = header[7] & 0xFF;
      }
      if (format == 0) {
        current.messageStream = (header[8] & 0xFF) | ((header[9] & 0xFF) << 8);
      }
    }
    if (current.received == 0) {
      current.timestampMs = format == 0 ? current.deltaMs : current.timestampMs + current.deltaMs;
    }
    headerLength = 0;
    leftInChunk = Math.min(chunkBytes, current.lengthBytes - current.received);
    if (leftInChunk == 0) {
      complete();
    }
  }

  private void body(ByteBuf in) {
    int piece = Math.min(leftInChunk, in.readableBytes());
    int kept = Math.min(piece, PREFIX_BYTES - current.received);
    if (kept > 0) {
      in.getBytes(in.readerIndex(), current.prefix, current.received, kept);
    }
    in.skipBytes(piece);
    current.received += piece;
    leftInChunk -= piece;
    if (leftInChunk == 0 && current.received == current.lengthBytes) {
      complete();
    }
  }

  private void complete() {
    Chunk done = current;
    int length = Math.min(done.received, PREFIX_BYTES);
    done.received = 0;
    if (done.type == SET_CHUNK_SIZE) {
      chunkBytes =
          ((done.prefix[0] & 0x7F) << 24)
              | ((done.prefix[1] & 0xFF) << 16)
              | ((done.prefix[2] & 0xFF) << 8)
              | (done.prefix[3] & 0xFF);
    } else {
      messages.message(done.type, done.messageStream, done.timestampMs, done.prefix, length);
    }
  }

  private int medium(int at) {
    return ((header[at] & 0xFF) << 16) | ((header[at + 1] & 0xFF) << 8) | (header[at + 2] & 0xFF);
  }

  private long unsigned(int at) {
    return ((long) medium(at) << 8) | (header[at + 3] & 0xFF);
  }
}
