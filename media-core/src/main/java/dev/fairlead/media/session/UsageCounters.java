package dev.fairlead.media.session;

/**
 * What a session used so far; cumulative, so that a lost reading costs nothing.
 *
 * @param bytesIn from the peer, as read from its socket
 * @param bytesOut to the peer, as accepted by its socket
 * @param mediaMillis length of the media that passed
 * @param samplesDropped samples the peer was too slow to take
 */
public record UsageCounters(long bytesIn, long bytesOut, long mediaMillis, long samplesDropped) {
  /** Nothing used. */
  public static final UsageCounters ZERO = new UsageCounters(0, 0, 0, 0);
}
