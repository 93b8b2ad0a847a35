package dev.fairlead.protocols.progressive;

import dev.fairlead.media.bridge.SoundProfile;
import dev.fairlead.media.container.mpegts.TsMuxer;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.protocols.egress.WireMuxer;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One container that is served progressively.
 *
 * @param suffix what follows the dot in the path
 * @param contentType media type of the answer
 * @param protocol how its sessions are named
 * @param carries which tracks it can carry
 * @param sound what its players know unless they say otherwise
 * @param legacySound what the oldest of its players know
 * @param muxer makes its wire format for players with that sound
 */
public record ProgressiveFormat(
    String suffix,
    String contentType,
    Protocol protocol,
    Predicate<TrackFormat> carries,
    SoundProfile sound,
    SoundProfile legacySound,
    Function<SoundProfile, WireMuxer> muxer) {
  /**
   * Flash video, which players outside the browser start fastest. Few of them know more sound than
   * AAC and MP3, and there is no way to tell.
   */
  public static final ProgressiveFormat FLV =
      new ProgressiveFormat(
          "flv",
          "video/x-flv",
          Protocol.FLV,
          any -> true,
          SoundProfile.LEGACY_FLV,
          SoundProfile.LEGACY_FLV,
          FlvWireMuxer::new);

  /** MPEG-TS, for other servers, which take Opus as it is, and set-top boxes, which do not. */
  public static final ProgressiveFormat TS =
      new ProgressiveFormat(
          "ts",
          "video/mp2t",
          Protocol.TS,
          TsMuxer::carries,
          SoundProfile.ORIGINAL,
          SoundProfile.LEGACY_TS,
          TsWireMuxer::new);

  /** Fragmented MP4. */
  public static final ProgressiveFormat MP4 =
      new ProgressiveFormat(
          "mp4",
          "video/mp4",
          Protocol.MP4,
          any -> true,
          SoundProfile.ORIGINAL,
          SoundProfile.ORIGINAL,
          sound -> new Mp4WireMuxer());

  /** All of them. */
  public static final List<ProgressiveFormat> ALL = List.of(FLV, TS, MP4);

  /**
   * The sound for one player.
   *
   * @param asked value of the query parameter {@code sound}: {@code original}, {@code aac}, or
   *     anything else for the format's own choice
   */
  SoundProfile soundFor(@Nullable String asked) {
    if (asked == null) {
      return sound;
    }
    return switch (asked) {
      case "original" -> SoundProfile.ORIGINAL;
      case "aac" -> legacySound;
      default -> sound;
    };
  }
}
