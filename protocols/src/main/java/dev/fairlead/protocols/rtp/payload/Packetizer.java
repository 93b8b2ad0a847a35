package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.track.Sample;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import org.jspecify.annotations.Nullable;

/**
 * Turns the samples of one track into RTP payloads that all its viewers share. Confined to one
 * thread; one for each track.
 */
public interface Packetizer {
  /**
   * The payloads of the next sample.
   *
   * @param sample borrowed for the call
   * @return a burst of which the caller owns one reference, or null when the sample holds nothing
   *     to be sent
   * @throws dev.fairlead.media.bits.MalformedMediaException when the sample is not in the bus's
   *     form
   */
  @Nullable PayloadBurst packetize(Sample sample);
}
