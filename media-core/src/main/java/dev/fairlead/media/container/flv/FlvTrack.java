package dev.fairlead.media.container.flv;

import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What the demuxer knows of one incoming track. Confined to its demuxer. */
final class FlvTrack {
  /** Unit of tracks with nanosecond offsets; the package documentation says why. */
  static final int FINE_HZ = 1_000_000;

  final int key;
  int timescaleHz = Timescale.MILLISECONDS_HZ;
  @Nullable Codec codec;
  CodecConfiguration configuration = CodecConfiguration.NONE;
  int nalLengthBytes;

  /** The version on the bus, null before the first configuration and after an end. */
  @Nullable Track track;

  FlvTrack(int key) {
    this.key = key;
  }

  /** Whether samples of {@code incoming} can be published as things are. */
  boolean isReadyFor(Codec incoming) {
    return track != null && codec == incoming;
  }

  /** The format under the current codec, configuration and timescale. */
  TrackFormat format(Codec of) {
    return TrackFormats.parse(of, timescaleHz, configuration);
  }

  /** The format that {@code payload} itself tells. */
  TrackFormat format(Codec of, ByteBuf payload) {
    return TrackFormats.parse(of, timescaleHz, CodecConfiguration.NONE);
  }
}
