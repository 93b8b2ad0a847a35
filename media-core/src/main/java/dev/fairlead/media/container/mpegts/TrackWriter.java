package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One elementary track's way to the bus: adds it with its first format, follows changes, and knows
 * when its data came. Confined to the publisher's executor.
 */
final class TrackWriter {
  private final Publisher publisher;
  private final String language;
  private @Nullable Track track;
  private long arrivalNs;
  private long samples;

  /**
   * @param language BCP 47 tag, empty when unknown
   */
  TrackWriter(Publisher publisher, String language) {
    this.publisher = publisher;
    this.language = language;
  }

  /** What follows came at this time of day, in nanoseconds since 1970. */
  void arrived(long epochNs) {
    arrivalNs = epochNs;
  }

  /** Whether a format is known. */
  boolean isConfigured() {
    return track != null;
  }

  /** Samples from here on are coded under {@code format}. */
  void format(TrackFormat format) {
    Track current = track;
    if (current == null) {
      track = publisher.addTrack(format, language);
    } else if (!current.format().equals(format)) {
      track = publisher.changeFormat(current, format);
    }
  }

  /** The format under which samples are coded, null while none is known. */
  @Nullable TrackFormat format() {
    Track current = track;
    return current == null ? null : current.format();
  }

  /** Publishes a sample under the format known; one reference to {@code payload} is taken over. */
  void publish(long dtsTicks, int ctsOffsetTicks, int flags, ByteBuf payload) {
    Track current = track;
    if (current == null) {
      payload.release();
      return;
    }
    samples++;
    publisher.publish(current, dtsTicks, ctsOffsetTicks, flags, arrivalNs, payload);
  }

  /** Samples published. */
  long samples() {
    return samples;
  }

  /** Nothing follows. */
  void end() {
    Track current = track;
    if (current != null) {
      track = null;
      publisher.endTrack(current);
    }
  }
}
