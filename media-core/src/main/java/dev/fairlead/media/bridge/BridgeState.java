package dev.fairlead.media.bridge;

/** What became of a bridge that somebody asked for. */
public enum BridgeState {
  /** It is not known yet which tracks there are, or nothing was decoded so far. */
  STARTING,
  /** The derived track is on the bus. */
  RUNNING,
  /** The publisher's own sound is of that coding. */
  NOT_NEEDED,
  /** There is no sound at all. */
  NO_SOUND,
  /** This machine, or this node at the moment, cannot do it. */
  UNAVAILABLE,
  /** The broadcast is over, or the lease was closed. */
  ENDED
}
