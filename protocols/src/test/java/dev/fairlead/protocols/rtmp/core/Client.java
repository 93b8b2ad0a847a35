package dev.fairlead.protocols.rtmp.core;

import dev.fairlead.media.bits.amf.Amf0Writer;
import dev.fairlead.media.bits.amf.AmfValue;
import dev.fairlead.protocols.rtmp.wire.ChunkFormat;
import dev.fairlead.protocols.rtmp.wire.ControlMessage;
import dev.fairlead.protocols.rtmp.wire.MessageType;
import dev.fairlead.protocols.rtmp.wire.MessageWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Composes what a client sends, byte for byte, for tests without sockets. */
final class Client {
  private final ByteBuf out = Unpooled.buffer();
  private int chunkBytes = ChunkFormat.DEFAULT_CHUNK_BYTES;

  /** Version and two packets; the last is sent without waiting, which impatient clients do. */
  Client handshake() {
    out.writeByte(3).writeZero(Handshake.PACKET_BYTES).writeZero(Handshake.PACKET_BYTES);
    return this;
  }

  Client chunkSize(int bytes) {
    ControlMessage.writeSetChunkSize(bytes, out);
    chunkBytes = bytes;
    return this;
  }

  Client connect(String app, String tcUrl) {
    return command(
        0,
        "connect",
        1,
        new AmfValue.ObjectBuilder()
            .put("app", app)
            .put("tcUrl", tcUrl)
            .put("flashVer", "Test")
            .object());
  }

  Client createMessageStream() {
    return command(0, "createStream", 2, AmfValue.NULL);
  }

  Client publish(String name) {
    return command(1, "publish", 3, AmfValue.NULL, AmfValue.of(name), AmfValue.of("live"));
  }

  Client play(String name) {
    return command(1, "play", 3, AmfValue.NULL, AmfValue.of(name), AmfValue.of(-2000));
  }

  Client command(int messageStreamId, String name, double transaction, AmfValue... arguments) {
    ByteBuf body = Unpooled.buffer();
    Amf0Writer.write(AmfValue.of(name), body);
    Amf0Writer.write(AmfValue.of(transaction), body);
    for (AmfValue argument : arguments) {
      Amf0Writer.write(argument, body);
    }
    return message(MessageType.COMMAND_AMF0, messageStreamId, 0, ByteBufUtil.getBytes(body));
  }

  Client message(int typeId, int messageStreamId, long timestampMs, byte[] body) {
    MessageWriter.writeMessage(
        8, typeId, messageStreamId, timestampMs, Unpooled.wrappedBuffer(body), chunkBytes, out);
    return this;
  }

  Client raw(byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** Everything since the last call. */
  byte[] bytes() {
    byte[] bytes = ByteBufUtil.getBytes(out);
    out.clear();
    return bytes;
  }
}
