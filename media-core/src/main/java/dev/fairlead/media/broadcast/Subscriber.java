package dev.fairlead.media.broadcast;

import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import java.util.List;

/**
 * One read end of a broadcast. All calls come on the executor named when subscribing, in the order
 * of this file; an exception detaches this subscriber and nobody else.
 */
public interface Subscriber {
  /**
   * The subscription begins. Samples kept from the last random access point follow at once, then
   * live ones, without gap or overlap.
   *
   * @param tracks the versions in force where the samples begin
   */
  void started(List<Track> tracks);

  /** A track appeared, or goes on under a new version. Its samples follow. */
  void trackChanged(Track track);

  /** A track ended; no sample of it follows. */
  void trackEnded(Track track);

  /**
   * The next sample in decode order.
   *
   * @param sample borrowed for the length of the call; retain to keep
   */
  void sample(Sample sample);

  /**
   * This executor was too far behind: samples were left out. The next one is a random access point
   * of the leading track.
   *
   * @param samples how many
   */
  void skipped(int samples);

  /** The end of a batch: nothing more is at hand; flush what was gathered. */
  void flush();

  /** The broadcast is over; last call. */
  void ended(EndReason reason);

  /** This subscriber threw; last call. */
  void failed(RuntimeException cause);
}
