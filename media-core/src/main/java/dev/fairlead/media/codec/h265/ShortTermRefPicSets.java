package dev.fairlead.media.codec.h265;

import dev.fairlead.media.bits.BitReader;

/**
 * Passes over num_short_term_ref_pic_sets and each st_ref_pic_set() (H.265 (08/2021) §7.3.7).
 *
 * <p>A set may be predicted from the one before, and how many bits that takes depends on how many
 * pictures the earlier one holds; so the differences are worked out as a decoder would (§7.4.8).
 */
final class ShortTermRefPicSets {
  /** num_short_term_ref_pic_sets (§7.4.3.2.1). */
  private static final int MAX_SETS = 64;

  /** Either direction holds at most sps_max_dec_pic_buffering_minus1 pictures, at most 15. */
  private static final int MAX_PICTURES = 16;

  private final int[] negative = new int[2 * MAX_PICTURES + 1];
  private final int[] positive = new int[2 * MAX_PICTURES + 1];
  private int negatives;
  private int positives;

  private ShortTermRefPicSets() {}

  static void skip(BitReader bits) {
    int count = bits.readExpGolomb(MAX_SETS, "num_short_term_ref_pic_sets");
    ShortTermRefPicSets set = new ShortTermRefPicSets();
    for (int i = 0; i < count; i++) {
      if (i > 0 && bits.readFlag()) { // inter_ref_pic_set_prediction_flag
        set = set.predicted(bits);
      } else {
        set = new ShortTermRefPicSets();
        set.read(bits);
      }
    }
  }

  private void read(BitReader bits) {
    negatives = bits.readExpGolomb(MAX_PICTURES, "num_negative_pics");
    positives = bits.readExpGolomb(MAX_PICTURES, "num_positive_pics");
    readDeltas(bits, negative, negatives, -1);
    readDeltas(bits, positive, positives, 1);
  }

  private static void readDeltas(BitReader bits, int[] deltas, int count, int sign) {
    int delta = 0;
    for (int i = 0; i < count; i++) {
      delta += sign * (bits.readExpGolomb(0x7FFF, "delta_poc_minus1") + 1);
      deltas[i] = delta;
      bits.skipBits(1); // used_by_curr_pic_flag
    }
  }

  private ShortTermRefPicSets predicted(BitReader bits) {
    int sign = bits.readFlag() ? -1 : 1; // delta_rps_sign
    int deltaRps = sign * (bits.readExpGolomb(0x7FFF, "abs_delta_rps_minus1") + 1);
    int pictures = negatives + positives;
    boolean[] useDelta = new boolean[pictures + 1];
    for (int j = 0; j <= pictures; j++) {
      // used_by_curr_pic_flag, and use_delta_flag only where that is 0.
      boolean usedByCurrentPicture = bits.readFlag();
      useDelta[j] = usedByCurrentPicture || bits.readFlag();
    }
    ShortTermRefPicSets next = new ShortTermRefPicSets();
    for (int i = positives - 1; i >= 0; i--) {
      next.addNegative(positive[i] + deltaRps, useDelta[negatives + i]);
    }
    next.addNegative(deltaRps, useDelta[pictures]);
    for (int i = 0; i < negatives; i++) {
      next.addNegative(negative[i] + deltaRps, useDelta[i]);
    }
    for (int i = negatives - 1; i >= 0; i--) {
      next.addPositive(negative[i] + deltaRps, useDelta[i]);
    }
    next.addPositive(deltaRps, useDelta[pictures]);
    for (int i = 0; i < positives; i++) {
      next.addPositive(positive[i] + deltaRps, useDelta[negatives + i]);
    }
    if (next.negatives > MAX_PICTURES || next.positives > MAX_PICTURES) {
      throw bits.malformed("a predicted st_ref_pic_set holds more than 16 pictures");
    }
    return next;
  }

  private void addNegative(int delta, boolean used) {
    if (used && delta < 0) {
      negative[negatives++] = delta;
    }
  }

  private void addPositive(int delta, boolean used) {
    if (used && delta > 0) {
      positive[positives++] = delta;
    }
  }
}
