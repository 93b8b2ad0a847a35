package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.session.RefusalReason;

/** Why an offer leads to no session. */
public enum OpeningRefusal {
  /** It cannot be read. */
  MALFORMED,
  /** It can be read, and no session can come of it. */
  UNUSABLE,
  /** It has no codec that we have. */
  NO_COMMON_CODEC,
  /** No such key or playback id. */
  UNKNOWN,
  /** Known, but not allowed. */
  FORBIDDEN,
  /** Somebody else publishes with this key. */
  CONFLICT,
  /** Nobody publishes this at the moment. */
  NOT_LIVE,
  /** A limit of the tenant is reached. */
  OVER_LIMIT,
  /** The node cannot take more, or cannot decide. */
  UNAVAILABLE;

  static OpeningRefusal of(RefusalReason reason) {
    return switch (reason) {
      case UNKNOWN -> UNKNOWN;
      case FORBIDDEN -> FORBIDDEN;
      case OVER_LIMIT -> OVER_LIMIT;
      case CONFLICT -> CONFLICT;
      case UNAVAILABLE -> UNAVAILABLE;
    };
  }
}
