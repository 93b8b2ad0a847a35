package dev.fairlead.protocols.rtmp.core;

import dev.fairlead.media.bits.amf.AmfMessage;
import dev.fairlead.protocols.rtmp.wire.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Turns actions into lines to compare, and keeps what was sent. */
final class RecordingActions implements RtmpActions {
  final List<String> lines = new ArrayList<>();
  private final ByteBuf sent = Unpooled.buffer();
  int sends;

  @Override
  public void send(ByteBuf bytes) {
    sends++;
    sent.writeBytes(bytes);
    bytes.release();
  }

  @Override
  public void publishRequested(PublishCommand command) {
    lines.add("publish " + command.key().secret() + " by " + command.agent());
  }

  @Override
  public void playRequested(PlayCommand command) {
    lines.add("play " + command.playbackId() + " " + command.parameters());
  }

  @Override
  public void media(int typeId, int timestampMs, ByteBuf body) {
    byte[] bytes = ByteBufUtil.getBytes(body);
    CRC32 sum = new CRC32();
    sum.update(bytes);
    lines.add(
        "%s %d ms %d bytes %08x"
            .formatted(
                switch (typeId) {
                  case MessageType.AUDIO -> "audio";
                  case MessageType.VIDEO -> "video";
                  default -> "data";
                },
                timestampMs,
                bytes.length,
                sum.getValue()));
  }

  @Override
  public void unpublished() {
    lines.add("unpublished");
  }

  @Override
  public void playEnded() {
    lines.add("play ended");
  }

  @Override
  public void paused(boolean paused) {
    lines.add("paused " + paused);
  }

  @Override
  public void received(boolean audio, boolean video) {
    lines.add("received audio " + audio + " video " + video);
  }

  @Override
  public void close(CloseReason reason, String text) {
    lines.add("close " + reason.label());
  }

  /** What was sent so far, without the handshake's first so many bytes. */
  byte[] sentAfter(int skippedBytes) {
    return ByteBufUtil.getBytes(sent, skippedBytes, sent.writerIndex() - skippedBytes);
  }

  int sentBytes() {
    return sent.writerIndex();
  }

  /** Commands that were sent, by name and status code, chunks joined. */
  List<String> commands() {
    List<String> commands = new ArrayList<>();
    ChunkDecoder decoder =
        new ChunkDecoder(
            UnpooledByteBufAllocator.DEFAULT,
            1 << 20,
            1 << 20,
            (typeId, messageStreamId, timestampMs, body) -> {
              if (typeId == MessageType.COMMAND_AMF0) {
                Arguments arguments = new Arguments(AmfMessage.readAmf0(body));
                commands.add(
                    (arguments.name() + " " + arguments.object(3).text("code", "")).strip());
              }
            });
    decoder.receive(Unpooled.wrappedBuffer(sentAfter(1 + 2 * Handshake.PACKET_BYTES)));
    decoder.close();
    return commands;
  }
}
