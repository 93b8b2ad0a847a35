package dev.fairlead.protocols.rtmp.bridge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;

/** A peer's socket, as the bridge sees it. Confined to its event loop. */
public interface PeerTransport {
  /** The loop that everything of this peer runs on. */
  EventLoop loop();

  /** Where the peer is. */
  InetSocketAddress remote();

  /** Sends and flushes; one reference is taken over. Allocates nothing. */
  void send(ByteBuf bytes);

  /** Whether the socket takes more now. */
  boolean isWritable();

  /** Stops reading, or goes on. */
  void pauseReading(boolean paused);

  /** A deadline was set outside of the calls for bytes and time. */
  void deadlinesChanged();

  /** Bytes that the socket took so far. */
  long sentBytes();

  /** Closes once everything sent has left, or after a while. */
  void closeGently();

  /** Closes at once. */
  void closeNow();
}
