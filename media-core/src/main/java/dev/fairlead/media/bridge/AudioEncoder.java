package dev.fairlead.media.bridge;

import dev.fairlead.media.track.AudioFormat;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Encodes stereo at 48 kHz in frames of one length. Confined to one thread. */
public interface AudioEncoder extends AutoCloseable {
  /** What it makes, in a timescale of 48 kHz. */
  AudioFormat format();

  /** Ticks of each frame. */
  int frameTicks();

  /**
   * How much later than it went in a moment of sound comes out of a decoder that plays the packets
   * from the first on: the time of a packet is that of its frame less this.
   */
  int delayTicks();

  /**
   * Encodes the next frame. There is one packet for each frame, in order; the first may come with a
   * later call.
   *
   * @param frame left and right in turn, {@link #frameTicks} times; borrowed
   * @return the next packet, one reference owned by the caller, or null when none is ready yet
   */
  @Nullable ByteBuf encode(float[] frame);

  @Override
  void close();
}
