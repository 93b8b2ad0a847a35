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

  /**
   * How many pictures a decoder holds back, from this one on, in order to show them in order; 0
   * when it shows them as they come, or nobody knows.
   *
   * @param key at which decoding can start; borrowed for the call
   */
  default int reorderFrames(Sample key) {
    return 0;
  }

  /**
   * Like {@link #packetize}, for a decoder that begins here and is to hold pictures back although
   * it was made for such as need not be.
   *
   * @param key at which decoding can start; borrowed for the call
   * @param reorderFrames how many it is to hold back
   */
  default @Nullable PayloadBurst packetizeEntry(Sample key, int reorderFrames) {
    return packetize(key);
  }
}
