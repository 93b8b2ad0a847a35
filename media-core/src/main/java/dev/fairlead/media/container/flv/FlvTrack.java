package dev.fairlead.media.container.flv;

import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import org.jspecify.annotations.Nullable;

/** What the demuxer knows of one incoming track. Confined to its demuxer. */
final class FlvTrack {
  /** Unit of tracks with nanosecond offsets; the package documentation says why. */
  static final int FINE_HZ = 1_000_000;

  final int key;
  int timescaleHz = Timescale.MILLISECONDS_HZ;
  @Nullable Codec codec;

  /** As the publisher sent it, to know repetitions by. */
  CodecConfiguration configuration = CodecConfiguration.NONE;

  int nalLengthBytes;

  /** The latest format, null before the first. */
  @Nullable TrackFormat format;

  /** Whether the bus has to be told of {@link #format}, or a key frame may tell more of it. */
  boolean unsettled;

  /** The version on the bus, null before the first sample. */
  @Nullable Track track;

  FlvTrack(int key) {
    this.key = key;
  }

  /** Whether a decoder would know how to read samples of {@code incoming}. */
  boolean isConfiguredFor(Codec incoming) {
    return format != null && codec == incoming;
  }

  /** Reads the format under the current timescale from {@code of}. */
  TrackFormat parse(Codec of, CodecConfiguration said) {
    return TrackFormats.parse(of, timescaleHz, said);
  }
}
