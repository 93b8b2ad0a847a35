package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.bridge.BridgeLease;
import dev.fairlead.media.bridge.Bridges;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.codec.opus.OpusHead;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import org.jspecify.annotations.Nullable;

/** The one coding of sound that all browsers know. Stateless. */
final class OpusSound {
  private static final int STEREO = 2;

  private OpusSound() {}

  /** RFC 7587 §4.2: whatever is coded, decoders give two channels at 48 kHz. */
  static TrackFormat format() {
    OpusHead head = new OpusHead(STEREO, 0, OpusHead.SAMPLE_RATE_HZ, 0, 0, 1, 1, "");
    return TrackFormats.parse(
        Codec.OPUS, OpusHead.SAMPLE_RATE_HZ, CodecConfiguration.of(head.toByteArray()));
  }

  /** Whether a broadcast has sound, and all of it in another coding. */
  static boolean isMissing(Broadcast broadcast) {
    boolean any = false;
    for (Track track : broadcast.tracks()) {
      if (track.kind() == MediaKind.AUDIO && !track.isDerived()) {
        any = true;
        if (track.format().codec() == Codec.OPUS) {
          return false;
        }
      }
    }
    return any;
  }

  /** The need for a bridge, or null when there is none or nobody could build it. */
  static @Nullable BridgeLease require(Broadcast broadcast, @Nullable Bridges bridges) {
    return bridges != null && isMissing(broadcast) ? bridges.require(broadcast, Codec.OPUS) : null;
  }
}
