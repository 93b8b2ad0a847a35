package dev.fairlead.media.broadcast;

/** Why a broadcast ended. */
public enum EndReason {
  /** The publisher said that it was done. */
  UNPUBLISHED,
  /** The publisher went away and nobody came back within the grace period. */
  PUBLISHER_LOST,
  /** An operator or a policy stopped it. */
  STOPPED,
  /** The node shuts down. */
  SHUTDOWN
}
