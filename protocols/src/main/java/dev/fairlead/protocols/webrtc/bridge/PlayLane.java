package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import dev.fairlead.protocols.rtp.core.RetransmitBuffer;
import dev.fairlead.protocols.rtp.payload.Packetizer;
import dev.fairlead.protocols.rtp.payload.PayloadFormats;
import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One track on its way to all viewers of a group: packets made once. Confined to the group's loop.
 */
final class PlayLane {
  private static final long NONE = Long.MIN_VALUE;

  private final Track track;
  private final Packetizer packetizer;
  private final RetransmitBuffer history = new RetransmitBuffer();
  private long highestPts = NONE;
  private boolean waitsForKey;

  PlayLane(Track track, IntFunction<ByteBuf> buffers) {
    this.track = track;
    packetizer =
        PayloadFormats.packetizer(
            track.format().codec(), buffers, PayloadFormats.MAX_PAYLOAD_BYTES);
    waitsForKey = track.kind() == MediaKind.VIDEO;
  }

  Track track() {
    return track;
  }

  RetransmitBuffer history() {
    return history;
  }

  /** What went before is lost: nothing can be shown before a key picture. */
  void interrupted() {
    waitsForKey = track.kind() == MediaKind.VIDEO;
  }

  /**
   * The packets of the next sample, of which the caller owns one reference; null when there are
   * none.
   *
   * <p>Browsers show pictures in the order in which they come. Of pictures that are not shown in
   * that order (B-frames) those that come too late are left out: nothing that is kept refers to
   * them, as encoders use them.
   */
  @Nullable PayloadBurst packetize(Sample sample, long nowNs) {
    if (sample.isDiscontinuity() || sample.isRandomAccess()) {
      highestPts = NONE;
    }
    if (waitsForKey && !sample.isRandomAccess()) {
      return null;
    }
    if (track.kind() == MediaKind.VIDEO) {
      waitsForKey = false;
      if (sample.ptsTicks() <= highestPts) {
        return null;
      }
      highestPts = sample.ptsTicks();
    }
    PayloadBurst burst = packetizer.packetize(sample);
    if (burst != null) {
      history.add(burst, nowNs);
    }
    return burst;
  }

  void close() {
    history.clear();
  }
}
