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
  private final OpeningHold hold;
  private @Nullable TrackFormat format;
  private @Nullable Track track;
  private long arrivalNs;
  private long samples;
  private boolean ended;

  /**
   * @param language BCP 47 tag, empty when unknown
   * @param hold keeps samples until all tracks of the program are known
   */
  TrackWriter(Publisher publisher, String language, OpeningHold hold) {
    this.publisher = publisher;
    this.language = language;
    this.hold = hold;
  }

  /** What follows came at this time of day, in nanoseconds since 1970. */
  void arrived(long epochNs) {
    arrivalNs = epochNs;
  }

  /** Whether a format is known. */
  boolean isConfigured() {
    return format != null;
  }

  /** Samples from here on are coded under {@code next}. */
  void format(TrackFormat next) {
    format = next;
    if (hold.isOpen()) {
      put(next);
    }
  }

  private void put(TrackFormat next) {
    Track current = track;
    if (current == null) {
      track = publisher.addTrack(next, language);
    } else if (!current.format().equals(next)) {
      track = publisher.changeFormat(current, next);
    }
  }

  /** The program's tracks are known: this is one of them, if its format is. */
  void open() {
    TrackFormat known = format;
    if (known != null) {
      put(known);
    }
  }

  /** The format under which samples are coded, null while none is known. */
  @Nullable TrackFormat format() {
    return format;
  }

  /** Publishes a sample under the format known; one reference to {@code payload} is taken over. */
  void publish(long dtsTicks, int ctsOffsetTicks, int flags, ByteBuf payload) {
    TrackFormat known = format;
    if (known == null) {
      payload.release();
    } else if (!hold.isOpen()) {
      hold.keep(this, known, dtsTicks, ctsOffsetTicks, flags, arrivalNs, payload);
    } else {
      write(dtsTicks, ctsOffsetTicks, flags, arrivalNs, payload);
    }
  }

  /** The same for a sample that came earlier, under the format of that time. */
  void publishKept(
      TrackFormat under,
      long dtsTicks,
      int ctsOffsetTicks,
      int flags,
      long cameNs,
      ByteBuf payload) {
    if (ended) {
      payload.release();
    } else {
      put(under);
      write(dtsTicks, ctsOffsetTicks, flags, cameNs, payload);
    }
  }

  private void write(long dtsTicks, int ctsOffsetTicks, int flags, long cameNs, ByteBuf payload) {
    Track current = track;
    if (current == null) {
      payload.release();
      return;
    }
    samples++;
    publisher.publish(current, dtsTicks, ctsOffsetTicks, flags, cameNs, payload);
  }

  /** Samples published. */
  long samples() {
    return samples;
  }

  /** Nothing follows. */
  void end() {
    ended = true;
    Track current = track;
    if (current != null) {
      track = null;
      publisher.endTrack(current);
    }
  }
}
