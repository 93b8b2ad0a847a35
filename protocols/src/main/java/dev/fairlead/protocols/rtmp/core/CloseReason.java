package dev.fairlead.protocols.rtmp.core;

/** Why we end a connection. */
public enum CloseReason {
  /** The conversation is over, or the peer was told why not. */
  DONE("done"),
  /** The handshake is not RTMP. */
  BAD_HANDSHAKE("bad_handshake"),
  /** Chunks or messages against the specification. */
  PROTOCOL_ERROR("protocol_error"),
  /** A message, or all half messages together, longer than allowed. */
  MESSAGE_TOO_LONG("message_too_long"),
  /** The handshake took too long. */
  HANDSHAKE_TIMEOUT("handshake_timeout"),
  /** Neither publish nor play came. */
  IDLE_TIMEOUT("idle_timeout"),
  /** A publisher sent no media. */
  SILENCE_TIMEOUT("silence_timeout"),
  /** The peer does not answer pings. */
  PING_TIMEOUT("ping_timeout");

  private final String label;

  CloseReason(String label) {
    this.label = label;
  }

  /** Stable lower-case word for events. */
  public String label() {
    return label;
  }
}
