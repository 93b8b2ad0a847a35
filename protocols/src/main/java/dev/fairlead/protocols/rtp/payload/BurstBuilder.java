package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the payloads of one sample. Confined to its packetizer; reusable. Owns the bytes until
 * {@link #finish} hands them over or {@link #abandon} lets them go.
 */
final class BurstBuilder {
  private final IntFunction<ByteBuf> allocator;
  private final int clockRateHz;

  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
  private int startIndex;
  private int[] ends = new int[64];
  private int packets;
  private long nextPacket;
  private long highestPts = Long.MIN_VALUE;

  /**
   * @param allocator makes a buffer with room for at least so many bytes
   * @param clockRateHz of RTP timestamps
   */
  BurstBuilder(IntFunction<ByteBuf> allocator, int clockRateHz) {
    this.allocator = allocator;
    this.clockRateHz = clockRateHz;
  }

  /** Begins a burst; returns the buffer to append to. */
  ByteBuf begin(int expectedBytes) {
    bytes = allocator.apply(expectedBytes);
    startIndex = bytes.writerIndex();
    packets = 0;
    return bytes;
  }

  /** What was appended since the last call is one payload. */
  void endPacket() {
    if (packets == ends.length) {
      ends = Arrays.copyOf(ends, packets * 2);
    }
    ends[packets++] = bytes.writerIndex() - startIndex;
  }

  /** Packets so far. */
  int packets() {
    return packets;
  }

  /** The burst, or null when it has no packets. */
  @Nullable PayloadBurst finish(Sample sample) {
    return finish(sample, orderFlag(sample));
  }

  /** The same for a sample that had its turn before. */
  @Nullable PayloadBurst finishAgain(Sample sample) {
    return finish(sample, 0);
  }

  private @Nullable PayloadBurst finish(Sample sample, int orderFlag) {
    if (packets == 0) {
      abandon();
      return null;
    }
    int clockHz = sample.track().timescaleHz();
    int flags =
        orderFlag
            | (sample.isRandomAccess() ? PayloadBurst.KEY : 0)
            | ((sample.flags() & Sample.DISPOSABLE) != 0 ? PayloadBurst.DISPOSABLE : 0)
            | (sample.track().kind() == MediaKind.VIDEO ? PayloadBurst.MARKER : 0);
    PayloadBurst burst =
        new PayloadBurst(
            bytes,
            ends,
            packets,
            nextPacket,
            Timescale.rescale(sample.ptsTicks(), clockHz, clockRateHz),
            Timescale.rescale(sample.dtsTicks(), clockHz, clockRateHz),
            sample.wallClockNs(),
            flags);
    nextPacket += packets;
    bytes = Unpooled.EMPTY_BUFFER;
    return burst;
  }

  /** Key pictures begin anew, as nothing behind them refers to what was before. */
  private int orderFlag(Sample sample) {
    boolean fresh = sample.isDiscontinuity() || sample.isRandomAccess();
    if (fresh || sample.ptsTicks() > highestPts) {
      highestPts = sample.ptsTicks();
      return 0;
    }
    return PayloadBurst.OUT_OF_ORDER;
  }

  /** Lets go of what was gathered. */
  void abandon() {
    bytes.release();
    bytes = Unpooled.EMPTY_BUFFER;
  }

  /**
   * The length of all parts but the last when {@code totalBytes} are split into as few parts of at
   * most {@code maxBytes} as possible, all of one length but a shorter last one.
   */
  static int equalPartBytes(int totalBytes, int maxBytes) {
    int parts = (totalBytes + maxBytes - 1) / maxBytes;
    return (totalBytes + parts - 1) / parts;
  }
}
