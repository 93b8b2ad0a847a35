package dev.fairlead.media.track;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;

/**
 * Everything of one track at one timestamp, in decode order: the unit on the bus.
 *
 * <p>Any thread may read it. Its reference count is its payload's: whoever keeps a sample longer
 * than the call that handed it over retains it, and releases it once. Read the payload by absolute
 * index or through {@code payload().duplicate()}; its own indices are shared and never moved.
 */
public final class Sample implements ReferenceCounted {
  /** Decoding can start here: every later sample in decode order can be shown. */
  public static final int RANDOM_ACCESS = 1;

  /** The timeline was interrupted before this sample: a gap, a jump, or a new publisher. */
  public static final int DISCONTINUITY = 1 << 1;

  /** No other sample needs this one. */
  public static final int DISPOSABLE = 1 << 2;

  private final Track track;
  private final long dtsTicks;
  private final int ctsOffsetTicks;
  private final int flags;
  private final long wallClockNs;
  private final ByteBuf payload;

  /**
   * Takes over one reference to {@code payload}.
   *
   * @param track the version it was coded under
   * @param dtsTicks decoding time on the broadcast's timeline, in the track's timescale
   * @param ctsOffsetTicks presentation minus decoding time, in the track's timescale; may be
   *     negative
   * @param flags any of the constants above
   * @param wallClockNs capture or else arrival time, nanoseconds since 1970-01-01T00:00Z
   * @param payload the coded bytes between its reader and writer index, in the form the package
   *     documentation states
   */
  public Sample(
      Track track,
      long dtsTicks,
      int ctsOffsetTicks,
      int flags,
      long wallClockNs,
      ByteBuf payload) {
    this.track = track;
    this.dtsTicks = dtsTicks;
    this.ctsOffsetTicks = ctsOffsetTicks;
    this.flags = flags;
    this.wallClockNs = wallClockNs;
    this.payload = payload;
  }

  /** The track version this was coded under. */
  public Track track() {
    return track;
  }

  /** Decoding time in ticks of the track's timescale, on a timeline shared by all tracks. */
  public long dtsTicks() {
    return dtsTicks;
  }

  /** Presentation time in ticks of the track's timescale. */
  public long ptsTicks() {
    return dtsTicks + ctsOffsetTicks;
  }

  /** Presentation minus decoding time, in ticks. */
  public int ctsOffsetTicks() {
    return ctsOffsetTicks;
  }

  /** The flag constants, combined. */
  public int flags() {
    return flags;
  }

  /** Whether decoding can start here. Sound is always a random access point. */
  public boolean isRandomAccess() {
    return (flags & RANDOM_ACCESS) != 0;
  }

  /** Whether the timeline was interrupted before this sample. */
  public boolean isDiscontinuity() {
    return (flags & DISCONTINUITY) != 0;
  }

  /** Capture or arrival time, nanoseconds since 1970-01-01T00:00Z. */
  public long wallClockNs() {
    return wallClockNs;
  }

  /** The coded bytes; borrowed. */
  public ByteBuf payload() {
    return payload;
  }

  /** Length of the coded bytes. */
  public int payloadBytes() {
    return payload.readableBytes();
  }

  @Override
  public int refCnt() {
    return payload.refCnt();
  }

  @Override
  public Sample retain() {
    payload.retain();
    return this;
  }

  @Override
  public Sample retain(int increment) {
    payload.retain(increment);
    return this;
  }

  @Override
  public Sample touch() {
    payload.touch();
    return this;
  }

  @Override
  public Sample touch(Object hint) {
    payload.touch(hint);
    return this;
  }

  @Override
  public boolean release() {
    return payload.release();
  }

  @Override
  public boolean release(int decrement) {
    return payload.release(decrement);
  }

  @Override
  public String toString() {
    return "Sample[track=%d.%d dts=%d cts=%d flags=%d bytes=%d]"
        .formatted(track.id(), track.version(), dtsTicks, ctsOffsetTicks, flags, payloadBytes());
  }
}
