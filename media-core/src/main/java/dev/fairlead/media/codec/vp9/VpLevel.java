package dev.fairlead.media.codec.vp9;

/** Levels of VP9 by picture size (VP9 levels v0.6, as VP-ISOBMFF v1.0 lists them). */
final class VpLevel {
  /** Pairs of level and largest luma picture size. */
  private static final int[] LEVELS = {
    10,
    36_864,
    11,
    73_728,
    20,
    122_880,
    21,
    245_760,
    30,
    552_960,
    31,
    983_040,
    40,
    2_228_224,
    50,
    8_912_896,
    60,
    35_651_584
  };

  private VpLevel() {}

  /** The lowest level with room for the picture; frames do not tell their rate. */
  static int of(int widthPixels, int heightPixels) {
    long size = (long) widthPixels * heightPixels;
    for (int i = 0; i < LEVELS.length; i += 2) {
      if (size <= LEVELS[i + 1]) {
        return LEVELS[i];
      }
    }
    return LEVELS[LEVELS.length - 2];
  }
}
