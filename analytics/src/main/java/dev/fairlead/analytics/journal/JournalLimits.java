package dev.fairlead.analytics.journal;

import java.time.Duration;

/**
 * How much the journal may take.
 *
 * @param maxWaiting events that wait to be written before beginnings are refused
 * @param minFreeBytes of the disk; with less, nobody is admitted any more
 * @param maxAge of a file, once every consumer has read it
 * @param maxBytes of all files, once every consumer has read the oldest
 */
public record JournalLimits(int maxWaiting, long minFreeBytes, Duration maxAge, long maxBytes) {
  /**
   * 65,536 waiting events take about 20 MB and are written within a tenth of a second; 256 MB hold
   * the ends of more sessions than a node can have; 30 days are a month's invoice.
   */
  public static final JournalLimits DEFAULT =
      new JournalLimits(65_536, 256L << 20, Duration.ofDays(30), 16L << 30);
}
