package dev.fairlead.protocols.rtmp.core;

import dev.fairlead.media.bits.amf.Amf0Writer;
import dev.fairlead.media.bits.amf.AmfValue;
import dev.fairlead.protocols.rtmp.wire.ChunkFormat;
import dev.fairlead.protocols.rtmp.wire.MessageType;
import dev.fairlead.protocols.rtmp.wire.MessageWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one call of the connection answers, so that it leaves in one piece. Confined to its
 * connection; owns the bytes until {@link #flush}.
 */
final class Outbox {
  private static final int FIRST_BYTES = 512;

  /** Commands and status messages name no transaction that expects an answer. */
  private static final double NO_TRANSACTION = 0;

  private final ByteBufAllocator allocator;
  private @Nullable ByteBuf bytes;
  private int chunkBytes = ChunkFormat.DEFAULT_CHUNK_BYTES;

  Outbox(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** Where bytes are appended. */
  ByteBuf bytes() {
    ByteBuf out = bytes;
    if (out == null) {
      out = allocator.buffer(FIRST_BYTES);
      bytes = out;
    }
    return out;
  }

  /** Chunks of messages written from here on are this long. */
  void chunkBytes(int length) {
    chunkBytes = length;
  }

  /** Sends what was gathered. */
  void flush(RtmpActions out) {
    ByteBuf gathered = bytes;
    if (gathered != null) {
      bytes = null;
      out.send(gathered);
    }
  }

  void close() {
    ByteBuf gathered = bytes;
    if (gathered != null) {
      bytes = null;
      gathered.release();
    }
  }

  void result(double transaction, AmfValue first, AmfValue second) {
    message(
        MessageWriter.COMMAND_CSID,
        MessageType.COMMAND_AMF0,
        0,
        AmfValue.of("_result"),
        AmfValue.of(transaction),
        first,
        second);
  }

  void error(double transaction, String code, String description) {
    message(
        MessageWriter.COMMAND_CSID,
        MessageType.COMMAND_AMF0,
        0,
        AmfValue.of("_error"),
        AmfValue.of(transaction),
        AmfValue.NULL,
        information("error", code, description));
  }

  void status(int messageStreamId, String level, String code, String description) {
    message(
        MessageWriter.STATUS_CSID,
        MessageType.COMMAND_AMF0,
        messageStreamId,
        AmfValue.of("onStatus"),
        AmfValue.of(NO_TRANSACTION),
        AmfValue.NULL,
        information(level, code, description));
  }

  /** A call without answer, such as {@code onFCPublish}. */
  void call(String name, String code, String description) {
    message(
        MessageWriter.COMMAND_CSID,
        MessageType.COMMAND_AMF0,
        0,
        AmfValue.of(name),
        AmfValue.of(NO_TRANSACTION),
        AmfValue.NULL,
        information("status", code, description));
  }

  /** Says that a viewer may read samples, which some players wait for. */
  void sampleAccess(int messageStreamId) {
    message(
        MessageWriter.STATUS_CSID,
        MessageType.DATA_AMF0,
        messageStreamId,
        AmfValue.of("|RtmpSampleAccess"),
        AmfValue.of(true),
        AmfValue.of(true));
  }

  private static AmfValue information(String level, String code, String description) {
    return new AmfValue.ObjectBuilder()
        .put("level", level)
        .put("code", code)
        .put("description", description)
        .object();
  }

  private void message(int csid, int typeId, int messageStreamId, AmfValue... values) {
    ByteBuf body = allocator.buffer(FIRST_BYTES);
    try {
      for (AmfValue value : values) {
        Amf0Writer.write(value, body);
      }
      MessageWriter.writeMessage(csid, typeId, messageStreamId, 0, body, chunkBytes, bytes());
    } finally {
      body.release();
    }
  }
}
