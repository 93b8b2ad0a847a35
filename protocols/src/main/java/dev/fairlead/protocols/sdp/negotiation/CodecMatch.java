package dev.fairlead.protocols.sdp.negotiation;

import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.TrackFormat;
import org.jspecify.annotations.Nullable;

/** Compares offered formats with codecs and with what a track holds. Stateless. */
final class CodecMatch {
  /** The format cannot carry the track. */
  static final int NO_FIT = 0;

  /** The receiver announces less than the track needs. */
  static final int DOUBTFUL_FIT = 1;

  /** The receiver announces more than the track needs. */
  static final int SUPERSET_FIT = 2;

  /** The receiver announces exactly what the track is. */
  static final int EXACT_FIT = 3;

  private static final int VIDEO_CLOCK_HZ = 90_000;
  private static final int OPUS_CLOCK_HZ = 48_000;

  /** The non-interleaved mode; the interleaved one is 2, and nobody has it. */
  private static final int NON_INTERLEAVED = 1;

  private CodecMatch() {}

  /** The codec of a format, or null when we have none for it. */
  static @Nullable Codec codec(OfferedFormat format) {
    return switch (format.encoding()) {
      case "H264" ->
          format.clockRateHz() == VIDEO_CLOCK_HZ && mode(format) <= 1 ? Codec.H264 : null;
      case "H265" ->
          format.clockRateHz() == VIDEO_CLOCK_HZ
                  && format.parameters().value("tx-mode", "SRST").equals("SRST")
              ? Codec.H265
              : null;
      case "VP8" -> format.clockRateHz() == VIDEO_CLOCK_HZ ? Codec.VP8 : null;
      case "VP9" -> format.clockRateHz() == VIDEO_CLOCK_HZ ? Codec.VP9 : null;
      case "AV1" -> format.clockRateHz() == VIDEO_CLOCK_HZ ? Codec.AV1 : null;
      // The clock rate and the channels of Opus are always these (RFC 7587 §7).
      case "OPUS" ->
          format.clockRateHz() == OPUS_CLOCK_HZ && format.channels() == 2 ? Codec.OPUS : null;
      default -> null;
    };
  }

  /** packetization-mode, 0 when not told (RFC 6184 §8.1). */
  private static int mode(OfferedFormat format) {
    return switch (format.parameters().value("packetization-mode", "0")) {
      case "0" -> 0;
      case "1" -> NON_INTERLEAVED;
      default -> 2;
    };
  }

  /** How gladly we receive a format: between formats of one codec the higher number wins. */
  static int gladness(OfferedFormat format) {
    return format.encoding().equals("H264") ? mode(format) : 0;
  }

  /** How well a format can carry a track. */
  static int fit(OfferedFormat format, TrackFormat track) {
    if (codec(format) != track.codec()) {
      return NO_FIT;
    }
    FormatParameters parameters = format.parameters();
    return switch (track.codec()) {
      // Pictures larger than a packet need fragments, which the single NAL unit mode lacks.
      case H264 ->
          mode(format) != NON_INTERLEAVED
              ? NO_FIT
              : H264Profile.fit(
                  parameters.value("profile-level-id", "420010"), track.codecString());
      case H265 -> fit(profile(parameters.value("profile-id", "1")), field(track, 1));
      case VP9 ->
          profile(parameters.value("profile-id", "0")) == field(track, 1) ? EXACT_FIT : NO_FIT;
      case AV1 -> fit(profile(parameters.value("profile", "0")), field(track, 1));
      case VP8 -> EXACT_FIT;
      case OPUS -> track instanceof AudioFormat audio && audio.channels() <= 2 ? EXACT_FIT : NO_FIT;
      case AAC, FLAC, AC3, EAC3, MP3, ID3 -> NO_FIT;
    };
  }

  /** Profiles of H.265 and AV1 include those below them, as far as they are in use. */
  private static int fit(int offered, int needed) {
    return offered == needed ? EXACT_FIT : offered > needed ? SUPERSET_FIT : NO_FIT;
  }

  private static int profile(String digits) {
    return digits.length() == 1 && digits.charAt(0) >= '0' && digits.charAt(0) <= '9'
        ? digits.charAt(0) - '0'
        : 0;
  }

  /** A number of one or two digits between the points of a codec string. */
  private static int field(TrackFormat track, int position) {
    String[] fields = track.codecString().split("\\.", position + 2);
    String field = fields.length > position ? fields[position] : "0";
    return profile(field.length() == 2 && field.charAt(0) == '0' ? field.substring(1) : field);
  }
}
