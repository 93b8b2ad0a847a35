package dev.fairlead.media.bridge;

import io.netty.buffer.ByteBuf;

/**
 * Decodes the samples of one track to stereo at 48 kHz, whatever their rate and channels: mono goes
 * to both sides, more channels are mixed down. Confined to one thread.
 */
public interface AudioDecoder extends AutoCloseable {
  /**
   * Decodes the next sample.
   *
   * @param payload in the form of the bus; borrowed, indices unmoved
   * @param out takes what came of it; a decoder may hold some back until the next call
   * @throws dev.fairlead.media.bits.MalformedMediaException when it cannot be decoded; the next one
   *     may be
   */
  void decode(ByteBuf payload, PcmBuffer out);

  /** Ticks at 48 kHz that were decoded and are held back until the next call. */
  int delayTicks();

  /** Forgets the past: what follows does not continue it. */
  void reset();

  @Override
  void close();
}
