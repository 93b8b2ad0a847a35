package dev.fairlead.media.codec.h265;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.bits.BitWriter;
import java.util.Locale;

/**
 * The general part of profile_tier_level() (H.265 (08/2021) §7.3.3), which is also the head of the
 * decoder configuration record. Immutable.
 *
 * @param profileSpace general_profile_space, 0 to 3
 * @param highTier general_tier_flag
 * @param profileIdc general_profile_idc
 * @param compatibilityFlags general_profile_compatibility_flag, the first in the highest bit
 * @param constraintFlags the 48 bits from general_progressive_source_flag on
 * @param levelIdc general_level_idc, thirty times the level
 */
public record ProfileTierLevel(
    int profileSpace,
    boolean highTier,
    int profileIdc,
    int compatibilityFlags,
    long constraintFlags,
    int levelIdc) {
  private static final int CONSTRAINT_BITS = 48;

  /** Bits of the general part without its level. */
  private static final int SUB_LAYER_PROFILE_BITS = 88;

  private static final int SUB_LAYER_LEVEL_BITS = 8;

  /** Reads the general part. */
  static ProfileTierLevel parse(BitReader bits) {
    return new ProfileTierLevel(
        bits.readBits(2),
        bits.readFlag(),
        bits.readBits(5),
        (int) bits.readLongBits(32),
        bits.readLongBits(CONSTRAINT_BITS),
        bits.readBits(8));
  }

  /** Reads the general part and passes over the sub-layers. */
  static ProfileTierLevel parse(BitReader bits, int maxSubLayersMinus1) {
    ProfileTierLevel general = parse(bits);
    if (maxSubLayersMinus1 == 0) {
      return general;
    }
    int presentFlags = bits.readBits(16);
    for (int i = 0; i < maxSubLayersMinus1; i++) {
      int present = presentFlags >> (14 - 2 * i) & 3;
      bits.skipBits((present & 2) != 0 ? SUB_LAYER_PROFILE_BITS : 0);
      bits.skipBits((present & 1) != 0 ? SUB_LAYER_LEVEL_BITS : 0);
    }
    return general;
  }

  /** Writes the general part. */
  void write(BitWriter bits) {
    bits.writeBits(profileSpace, 2)
        .writeFlag(highTier)
        .writeBits(profileIdc, 5)
        .writeBits(compatibilityFlags, 32)
        .writeBits(constraintFlags, CONSTRAINT_BITS)
        .writeBits(levelIdc, 8);
  }

  /** {@code hvc1.} with profile, compatibility, tier, level and constraints (Annex E.3). */
  public String codecString() {
    StringBuilder text = new StringBuilder("hvc1.");
    if (profileSpace > 0) {
      text.append((char) ('A' + profileSpace - 1));
    }
    text.append(profileIdc)
        .append('.')
        .append(Integer.toHexString(Integer.reverse(compatibilityFlags)).toUpperCase(Locale.ROOT))
        .append(highTier ? ".H" : ".L")
        .append(levelIdc);
    // Bytes of constraints follow up to the last that is not zero.
    for (long rest = constraintFlags << (Long.SIZE - CONSTRAINT_BITS); rest != 0; rest <<= 8) {
      text.append('.').append(Long.toHexString(rest >>> 56).toUpperCase(Locale.ROOT));
    }
    return text.toString();
  }
}
