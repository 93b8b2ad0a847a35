package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/**
 * Keeps the first samples of a program until the formats of all its tracks are known, so that
 * whoever joins at the very beginning sees all tracks at once. Confined to the publisher's
 * executor; owns one reference to each payload it keeps.
 *
 * <p>Multiplexers send sound up to 0.7 seconds behind the pictures it belongs to; what is not there
 * after {@link #MAX_TICKS} of media is not waited for.
 */
final class OpeningHold {
  /** A second of media at 90 kHz. */
  static final long MAX_TICKS = 90_000;

  /** Pictures at 120 a second with a dozen tracks of sound beside them. */
  static final int MAX_SAMPLES = 1_024;

  /** A second at the bit rates of contribution links. */
  static final int MAX_BYTES = 16 << 20;

  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private int heldBytes;
  private boolean started;
  private long firstTicks;
  private long lastTicks;
  private boolean open;

  private record Held(
      TrackWriter writer,
      TrackFormat format,
      long dtsTicks,
      int ctsOffsetTicks,
      int flags,
      long arrivalNs,
      ByteBuf payload) {}

  /** Whether samples pass at once. */
  boolean isOpen() {
    return open;
  }

  /** Whether nothing more is to be waited for. */
  boolean isFull() {
    return lastTicks - firstTicks > MAX_TICKS
        || held.size() >= MAX_SAMPLES
        || heldBytes >= MAX_BYTES;
  }

  /** Keeps a sample; one reference to its payload is taken over. */
  void keep(
      TrackWriter writer,
      TrackFormat format,
      long dtsTicks,
      int ctsOffsetTicks,
      int flags,
      long arrivalNs,
      ByteBuf payload) {
    if (!started) {
      started = true;
      firstTicks = dtsTicks;
      lastTicks = dtsTicks;
    }
    firstTicks = Math.min(firstTicks, dtsTicks);
    lastTicks = Math.max(lastTicks, dtsTicks);
    heldBytes += payload.readableBytes();
    held.add(new Held(writer, format, dtsTicks, ctsOffsetTicks, flags, arrivalNs, payload));
  }

  /** Lets everything go where it belongs, in the order in which it came. */
  void open() {
    open = true;
    while (!held.isEmpty()) {
      Held sample = held.remove();
      sample.writer.publishKept(
          sample.format,
          sample.dtsTicks,
          sample.ctsOffsetTicks,
          sample.flags,
          sample.arrivalNs,
          sample.payload);
    }
    heldBytes = 0;
  }

  /** Gives back what was kept. */
  void close() {
    open = true;
    while (!held.isEmpty()) {
      held.remove().payload.release();
    }
    heldBytes = 0;
  }
}
