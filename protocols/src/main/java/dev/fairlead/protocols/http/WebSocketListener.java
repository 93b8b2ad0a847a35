package dev.fairlead.protocols.http;

/** Takes what a WebSocket's client sends. Called on the socket's event loop; must not block. */
public interface WebSocketListener {
  /** A text message came, whole. */
  void text(String message);

  /** It is over, however it came to that; called once. */
  void closed();
}
