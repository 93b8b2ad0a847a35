package dev.fairlead.media.codec.av1;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.track.FrameRate;
import io.netty.buffer.ByteBuf;
import java.util.Locale;

/**
 * sequence_header_obu() (AV1 v1.0.0 errata 1 §5.5). Immutable.
 *
 * @param seqProfile 0 Main, 1 High, 2 Professional
 * @param seqLevelIdx level of operating point 0
 * @param highTier seq_tier of operating point 0
 * @param reducedStillPictureHeader whether frame headers are reduced too
 * @param frameRate from equal_picture_interval, else unknown
 * @param widthPixels max_frame_width_minus_1 + 1
 * @param heightPixels max_frame_height_minus_1 + 1
 * @param color bit depth, subsampling and colour description
 */
public record SequenceHeader(
    int seqProfile,
    int seqLevelIdx,
    boolean highTier,
    boolean reducedStillPictureHeader,
    FrameRate frameRate,
    int widthPixels,
    int heightPixels,
    ColorConfig color) {
  private static final int MAX_PROFILE = 2;

  /** Levels above 3.3 have tiers (§5.5.1). */
  private static final int LAST_LEVEL_WITHOUT_TIER = 7;

  /** Reads the payload of a sequence header OBU at absolute {@code index}. */
  public static SequenceHeader parse(ByteBuf source, int index, int lengthBytes) {
    BitReader bits = new BitReader("sequence_header_obu").wrap(source, index, lengthBytes);
    int seqProfile = bits.readBits(3);
    if (seqProfile > MAX_PROFILE) {
      throw bits.malformed("seq_profile is " + seqProfile);
    }
    bits.skipBits(1); // still_picture
    boolean reduced = bits.readFlag();
    FrameRate frameRate = FrameRate.UNKNOWN;
    int level;
    boolean highTier = false;
    if (reduced) {
      level = bits.readBits(5);
    } else {
      int delayBits = 0;
      if (bits.readFlag()) { // timing_info_present_flag
        frameRate = timingInfo(bits);
        if (bits.readFlag()) { // decoder_model_info_present_flag
          delayBits = bits.readBits(5) + 1;
          bits.skipBits(42); // num_units_in_decoding_tick and two lengths
        }
      }
      boolean displayDelay = bits.readFlag();
      int operatingPoints = bits.readBits(5) + 1;
      level = 0;
      for (int i = 0; i < operatingPoints; i++) {
        bits.skipBits(12); // operating_point_idc
        int pointLevel = bits.readBits(5);
        boolean pointTier = pointLevel > LAST_LEVEL_WITHOUT_TIER && bits.readFlag();
        if (i == 0) {
          level = pointLevel;
          highTier = pointTier;
        }
        if (delayBits > 0 && bits.readFlag()) { // decoder_model_present_for_this_op
          bits.skipBits(2 * delayBits + 1);
        }
        if (displayDelay && bits.readFlag()) {
          bits.skipBits(4); // initial_display_delay_minus_1
        }
      }
    }
    int widthBits = bits.readBits(4) + 1;
    int heightBits = bits.readBits(4) + 1;
    int widthPixels = bits.readBits(widthBits) + 1;
    int heightPixels = bits.readBits(heightBits) + 1;
    skipTools(bits, reduced);
    return new SequenceHeader(
        seqProfile,
        level,
        highTier,
        reduced,
        frameRate,
        widthPixels,
        heightPixels,
        ColorConfig.parse(bits, seqProfile));
  }

  private static FrameRate timingInfo(BitReader bits) {
    long unitsInTick = bits.readLongBits(32);
    long timeScale = bits.readLongBits(32);
    if (!bits.readFlag()) { // equal_picture_interval
      return FrameRate.UNKNOWN;
    }
    // uvlc() is ue(v) under another name (§4.10.3).
    long ticksPerPicture = bits.readLongExpGolomb() + 1;
    if (unitsInTick > Integer.MAX_VALUE || ticksPerPicture > Integer.MAX_VALUE) {
      return FrameRate.UNKNOWN;
    }
    return FrameRate.ofRatio(timeScale, unitsInTick * ticksPerPicture);
  }

  private static void skipTools(BitReader bits, boolean reduced) {
    if (!reduced && bits.readFlag()) { // frame_id_numbers_present_flag
      bits.skipBits(7);
    }
    bits.skipBits(3); // superblock size, filter intra, intra edge filter
    if (!reduced) {
      bits.skipBits(4); // interintra, masked compound, warped motion, dual filter
      boolean orderHint = bits.readFlag();
      if (orderHint) {
        bits.skipBits(2); // jnt_comp, ref_frame_mvs
      }
      // Chosen for each frame, or else forced on or off.
      boolean chosen = bits.readFlag();
      boolean screenContentTools = chosen || bits.readFlag();
      if (screenContentTools && !bits.readFlag()) { // seq_choose_integer_mv
        bits.skipBits(1); // seq_force_integer_mv
      }
      if (orderHint) {
        bits.skipBits(3); // order_hint_bits_minus_1
      }
    }
    bits.skipBits(3); // superres, cdef, restoration
  }

  /**
   * {@code av01.} with profile, level, tier and bit depth, and the colours where they are unusual
   * (AV1-ISOBMFF v1.2.0 §5).
   */
  public String codecString() {
    String text =
        String.format(
            Locale.ROOT,
            "av01.%d.%02d%s.%02d",
            seqProfile,
            seqLevelIdx,
            highTier ? "H" : "M",
            color.bitDepth());
    if (color.isUsual()) {
      return text;
    }
    return text
        + String.format(
            Locale.ROOT,
            ".%d.%d%d%d.%02d.%02d.%02d.%d",
            color.monochrome() ? 1 : 0,
            color.subsamplingX() ? 1 : 0,
            color.subsamplingY() ? 1 : 0,
            color.chromaSamplePosition(),
            color.colorPrimaries(),
            color.transferCharacteristics(),
            color.matrixCoefficients(),
            color.fullRange() ? 1 : 0);
  }
}
