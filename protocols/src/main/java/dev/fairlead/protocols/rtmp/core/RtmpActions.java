package dev.fairlead.protocols.rtmp.core;

import io.netty.buffer.ByteBuf;

/**
 * What a connection wants done. Called within calls of {@link RtmpConnection}, which must not be
 * called back from here.
 */
public interface RtmpActions {
  /** Sends bytes; one reference is taken over. */
  void send(ByteBuf bytes);

  /**
   * A peer asks to publish: answer with {@link RtmpConnection#acceptPublish} or {@link
   * RtmpConnection#refusePublish}. Media may follow before the answer.
   */
  void publishRequested(PublishCommand command);

  /**
   * A peer asks to watch: answer with {@link RtmpConnection#acceptPlay} or {@link
   * RtmpConnection#refusePlay}.
   */
  void playRequested(PlayCommand command);

  /**
   * Media of a publisher, accepted or not yet.
   *
   * @param typeId audio, video or data, of {@link dev.fairlead.protocols.rtmp.wire.MessageType}
   * @param timestampMs 32 bits
   * @param body borrowed for the call
   */
  void media(int typeId, int timestampMs, ByteBuf body);

  /** The peer is done publishing. */
  void unpublished();

  /** The peer is done watching. */
  void playEnded();

  /** A viewer pauses, or goes on. */
  void paused(boolean paused);

  /** A viewer chose what to receive. */
  void received(boolean audio, boolean video);

  /** Closes once everything sent is flushed. Last call. */
  void close(CloseReason reason, String text);
}
