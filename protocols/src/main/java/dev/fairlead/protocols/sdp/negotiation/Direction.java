package dev.fairlead.protocols.sdp.negotiation;

import java.util.Locale;

/** Who sends, as seen by the one who says it (RFC 8866 §6.7). */
public enum Direction {
  SENDRECV(true, true),
  SENDONLY(true, false),
  RECVONLY(false, true),
  INACTIVE(false, false);

  private final boolean sends;
  private final boolean receives;

  Direction(boolean sends, boolean receives) {
    this.sends = sends;
    this.receives = receives;
  }

  /** The direction with these properties. */
  public static Direction of(boolean sends, boolean receives) {
    return sends ? (receives ? SENDRECV : SENDONLY) : (receives ? RECVONLY : INACTIVE);
  }

  /** Whether the speaker sends. */
  public boolean sends() {
    return sends;
  }

  /** Whether the speaker receives. */
  public boolean receives() {
    return receives;
  }

  /** The attribute's name. */
  public String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }
}
