package dev.fairlead.media.session;

/** Why an admission was refused. Protocols map these to their own status codes. */
public enum RefusalReason {
  /** No such key or playback id. */
  UNKNOWN,
  /** Known, but not allowed: disabled, expired, wrong token, wrong place. */
  FORBIDDEN,
  /** A limit of the tenant or of the node is reached; later may succeed. */
  OVER_LIMIT,
  /** Somebody else publishes with this key. */
  CONFLICT,
  /** The decision could not be made in time or at all; nothing is admitted then. */
  UNAVAILABLE
}
