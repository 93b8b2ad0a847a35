package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.track.Sample;

/**
 * How the samples of one codec look inside PES packets. Confined to the muxer's thread; allocates
 * nothing per sample.
 */
interface PesPayload {
  /**
   * Looks the sample over.
   *
   * @return the bytes that {@link #write} will append for it, or 0 when it cannot be carried
   * @throws dev.fairlead.media.bits.MalformedMediaException when it is not in the form of the bus
   */
  int prepare(Sample sample);

  /** Appends the sample last prepared. */
  void write(Sample sample, PacketWriter out);
}
