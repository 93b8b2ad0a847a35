package dev.fairlead.media.broadcast;

import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;
import org.agrona.collections.IntHashSet;

/**
 * The write end of a broadcast, held by one publisher at a time.
 *
 * <p>Confined to the executor named in the claim. Once the publisher was evicted, or has left,
 * every call is ignored (payloads are released), so a protocol need not race its own eviction.
 */
public final class Publisher {
  private final Broadcast broadcast;
  private final PublisherListener listener;
  private final Executor executor;
  private final IntHashSet ownTracks = new IntHashSet();

  private boolean left;

  Publisher(Broadcast broadcast, PublisherListener listener, Executor executor) {
    this.broadcast = broadcast;
    this.listener = listener;
    this.executor = executor;
  }

  /** The broadcast written to. */
  public Broadcast broadcast() {
    return broadcast;
  }

  /**
   * Adds a track, or takes up one of the same kind and language that an earlier publisher of this
   * broadcast left.
   *
   * @param format how it is coded
   * @param language BCP 47 tag, empty when unknown
   */
  public Track addTrack(TrackFormat format, String language) {
    if (isGone()) {
      return new Track(1, 0, format, language);
    }
    Track track = broadcast.addTrack(format, language);
    ownTracks.add(track.id());
    return track;
  }

  /** Puts a track under another format; the samples that follow name the version returned. */
  public Track changeFormat(Track track, TrackFormat format) {
    return isGone() ? track.withFormat(format) : broadcast.changeFormat(track, format);
  }

  /** Ends a track; no sample of it may follow. */
  public void endTrack(Track track) {
    if (!isGone()) {
      ownTracks.remove(track.id());
      broadcast.endTrack(track);
    }
  }

  /** Says that all tracks are known: what an earlier publisher had and this one lacks, ends. */
  public void tracksComplete() {
    if (!isGone()) {
      broadcast.endTracksNotOwnedBy(this);
    }
  }

  /**
   * Publishes the next sample of a track; call {@link #flush()} at the end of a batch.
   *
   * @param track the version it is coded under
   * @param dtsTicks decoding time by the publisher's own clock, unwrapped, in the track's timescale
   * @param ctsOffsetTicks presentation minus decoding time, in the track's timescale
   * @param flags of {@link dev.fairlead.media.track.Sample}
   * @param wallClockNs capture or else arrival time, nanoseconds since 1970
   * @param payload in the bus's form; one reference is taken over
   */
  public void publish(
      Track track,
      long dtsTicks,
      int ctsOffsetTicks,
      int flags,
      long wallClockNs,
      ByteBuf payload) {
    if (isGone()) {
      payload.release();
    } else {
      broadcast.publish(track, dtsTicks, ctsOffsetTicks, flags, wallClockNs, payload);
    }
  }

  /**
   * Says that the publisher's connection is alive. Whoever calls this for what arrives, and then
   * does not for {@link Broadcast#SILENT_NS}, gives way to another connection with the same key.
   *
   * @param nowNs monotonic time
   */
  public void heard(long nowNs) {
    if (!isGone()) {
      broadcast.heard(nowNs);
    }
  }

  /** Wakes the readers for what was published since the last call. */
  public void flush() {
    if (!isGone()) {
      broadcast.flush();
    }
  }

  /** The publisher is done: the broadcast ends. */
  public void end(EndReason reason) {
    if (!isGone()) {
      left = true;
      broadcast.end(reason);
    }
  }

  /**
   * The publisher's connection broke: the broadcast waits for its return.
   *
   * @param nowNs monotonic time
   */
  public void suspend(long nowNs) {
    if (!isGone()) {
      left = true;
      broadcast.suspend(nowNs);
    }
  }

  boolean owns(int trackId) {
    return ownTracks.contains(trackId);
  }

  /** Owner side, which until now was this publisher's executor. */
  void evict(PublisherListener.Eviction reason) {
    left = true;
    executor.execute(() -> listener.evicted(reason));
  }

  private boolean isGone() {
    return left || !broadcast.isPublishedBy(this);
  }
}
