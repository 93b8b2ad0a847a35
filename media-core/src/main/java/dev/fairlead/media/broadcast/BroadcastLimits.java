package dev.fairlead.media.broadcast;

/**
 * How much a broadcast may hold and how long it waits.
 *
 * @param gopMaxNs longest span of media kept for joining viewers. OBS at its default sends a key
 *     picture every 250 frames: 8.3 s at 30 fps
 * @param gopMaxBytes most bytes kept for joining viewers
 * @param mailboxMaxSamples most samples that may wait for one reader executor
 * @param mailboxMaxBytes most bytes that may wait for one reader executor
 * @param graceNs how long a broadcast without publisher waits for one to return, 0 to end at once
 */
public record BroadcastLimits(
    long gopMaxNs, int gopMaxBytes, int mailboxMaxSamples, int mailboxMaxBytes, long graceNs) {
  /** 30 s and 16 MiB of media for joiners, 8,192 samples or 32 MiB in flight, 10 s of grace. */
  public static final BroadcastLimits DEFAULT =
      new BroadcastLimits(30_000_000_000L, 16 << 20, 8_192, 32 << 20, 10_000_000_000L);
}
