package dev.fairlead.protocols.srt.core;

/** Why a connection is over. */
public enum CloseReason {
  /** The peer said so. */
  PEER_CLOSED("peer_closed"),
  /** This side said so. */
  CLOSED("closed"),
  /** Nothing came for too long. */
  IDLE_TIMEOUT("idle_timeout"),
  /** The peer acknowledged or missed what was never sent, or jumped further than any buffer. */
  PROTOCOL_ERROR("protocol_error");

  private final String label;

  CloseReason(String label) {
    this.label = label;
  }

  /** Stable lower-case word for events. */
  public String label() {
    return label;
  }
}
