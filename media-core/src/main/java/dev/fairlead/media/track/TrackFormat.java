package dev.fairlead.media.track;

/** How a track is coded: what a decoder and a manifest need to know before the first sample. */
public sealed interface TrackFormat permits VideoFormat, AudioFormat, DataFormat {
  /** The coding. */
  Codec codec();

  /** Ticks a second of the track's timestamps, at least 1. */
  int timescaleHz();

  /** The decoder's out-of-band bytes. */
  CodecConfiguration configuration();

  /** The {@code codecs} parameter for this format (RFC 6381 §3.3), such as {@code avc1.64001F}. */
  String codecString();
}
