package dev.fairlead.protocols.rtmp.core;

/**
 * The peer broke the protocol in a way that the connection does not survive. Stackless, because
 * peers provoke it at will; thrown inside the core and turned into actions at its edge.
 */
final class RtmpException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final CloseReason reason;

  RtmpException(CloseReason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  CloseReason reason() {
    return reason;
  }
}
