package dev.fairlead.protocols.http;

import io.netty.channel.EventLoop;

/** The server's end of a WebSocket (RFC 6455 §5). Confined to its event loop. */
public interface WebSocketPeer {
  /** Everything is done; the peer may go. */
  int NORMAL = 1_000;

  /** The peer did not keep to the rules. */
  int POLICY = 1_008;

  /** The loop on which it lives. */
  EventLoop loop();

  /**
   * Sends a text message. A peer that takes too little is closed instead, so that what waits for it
   * stays bounded.
   */
  void send(String text);

  /**
   * Ends the conversation.
   *
   * @param code of RFC 6455 §7.4.1, or 4000 and above for one's own
   * @param reason at most 123 bytes of UTF-8
   */
  void close(int code, String reason);

  /** Whether it is over. */
  boolean isClosed();
}
