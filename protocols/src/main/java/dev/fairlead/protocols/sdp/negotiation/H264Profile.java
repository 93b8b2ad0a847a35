package dev.fairlead.protocols.sdp.negotiation;

import java.util.Locale;

/**
 * Profiles of H.264 as profile-level-id names them (RFC 6184 §8.1, Table 5): several values stand
 * for the same one. Stateless.
 */
enum H264Profile {
  CONSTRAINED_BASELINE,
  BASELINE,
  MAIN,
  CONSTRAINED_HIGH,
  HIGH,
  HIGH_10,
  HIGH_422,
  HIGH_444,
  OTHER;

  private static final int ID_CHARS = 6;
  private static final String CODEC_STRING = "avc1.";

  /** The level that we announce for what we receive: as high as receivers of video have it. */
  private static final String LEVEL_5_2 = "34";

  /**
   * How well a receiver of one profile gets along with a track of another.
   *
   * @param profileLevelId as offered
   * @param codecString such as {@code avc1.64001F}
   */
  static int fit(String profileLevelId, String codecString) {
    H264Profile offered = of(profileLevelId);
    H264Profile needed =
        of(
            codecString.startsWith(CODEC_STRING)
                ? codecString.substring(CODEC_STRING.length())
                : codecString);
    if (offered == needed) {
      return CodecMatch.EXACT_FIT;
    }
    return offered.includes(needed) ? CodecMatch.SUPERSET_FIT : CodecMatch.DOUBTFUL_FIT;
  }

  /** The profile of six hexadecimal digits. */
  static H264Profile of(String profileLevelId) {
    int value = parse(profileLevelId);
    int flags = value >> 8 & 0xFF;
    boolean set0 = (flags & 0x80) != 0;
    boolean set1 = (flags & 0x40) != 0;
    return switch (value >> 16) {
      case 66 -> set1 ? CONSTRAINED_BASELINE : BASELINE;
      case 77 -> set0 ? CONSTRAINED_BASELINE : MAIN;
      case 88 -> set0 && set1 ? CONSTRAINED_BASELINE : set0 ? BASELINE : OTHER;
      case 100 -> (flags & 0x0C) == 0x0C ? CONSTRAINED_HIGH : HIGH;
      case 110 -> HIGH_10;
      case 122 -> HIGH_422;
      case 244 -> HIGH_444;
      default -> OTHER;
    };
  }

  private static int parse(String profileLevelId) {
    if (profileLevelId.length() != ID_CHARS) {
      return 0;
    }
    try {
      return Integer.parseUnsignedInt(profileLevelId, 16);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Whether a decoder of this profile decodes the other one as well. */
  private boolean includes(H264Profile other) {
    return switch (this) {
      case CONSTRAINED_BASELINE, OTHER -> false;
      case BASELINE, MAIN, CONSTRAINED_HIGH -> other == CONSTRAINED_BASELINE;
      case HIGH -> other == CONSTRAINED_BASELINE || other == MAIN || other == CONSTRAINED_HIGH;
      case HIGH_10 -> other == HIGH || HIGH.includes(other);
      case HIGH_422 -> other == HIGH_10 || HIGH_10.includes(other);
      case HIGH_444 -> other == HIGH_422 || HIGH_422.includes(other);
    };
  }

  /**
   * The parameters of an answer for what we receive: as offered, since profile and packetization
   * mode must not change (RFC 6184 §8.2.2), but with a level that does not hold the sender back
   * where it allows one.
   */
  static String received(FormatParameters offered) {
    String id = offered.value("profile-level-id", "");
    if (id.length() != ID_CHARS || !offered.isSet("level-asymmetry-allowed")) {
      return offered.forAnswer();
    }
    String raised = id.substring(0, 4).toLowerCase(Locale.ROOT) + LEVEL_5_2;
    return offered
        .forAnswer()
        .replaceFirst("(?i)profile-level-id\\s*=\\s*[0-9a-f]{6}", "profile-level-id=" + raised);
  }
}
