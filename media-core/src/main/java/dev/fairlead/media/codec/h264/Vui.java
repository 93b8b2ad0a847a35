package dev.fairlead.media.codec.h264;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.track.FrameRate;

/**
 * vui_parameters() (H.264 (08/2021) §E.1.1) up to max_num_reorder_frames. Immutable.
 *
 * @param sarWidth sample aspect ratio, horizontal part; 1 when unspecified
 * @param sarHeight sample aspect ratio, vertical part; 1 when unspecified
 * @param frameRate frames a second from the timing information
 * @param fixedFrameRate fixed_frame_rate_flag
 * @param picStructPresent pic_struct_present_flag
 * @param maxReorderFrames max_num_reorder_frames, {@link #UNSPECIFIED} when it is not told
 */
public record Vui(
    int sarWidth,
    int sarHeight,
    FrameRate frameRate,
    boolean fixedFrameRate,
    boolean picStructPresent,
    int maxReorderFrames) {
  /** Nothing is told: as many as the level allows. */
  public static final int UNSPECIFIED = -1;

  /** MaxDpbFrames (§A.3.1). */
  private static final int MAX_REORDER_FRAMES = 16;

  private static final int EXTENDED_SAR = 255;

  /** cpb_cnt_minus1 (§E.2.2). */
  private static final int MAX_CPB_COUNT = 32;

  /** Table E-1, aspect_ratio_idc 1 to 16, pairs. */
  private static final int[] SAMPLE_ASPECT_RATIOS = {
    1, 1, 12, 11, 10, 11, 16, 11, 40, 33, 24, 11, 20, 11, 32, 11, 80, 33, 18, 11, 15, 11, 64, 33,
    160, 99, 4, 3, 3, 2, 2, 1
  };

  /** Reads the structure at the reader's position. */
  static Vui parse(BitReader bits) {
    int sarWidth = 1;
    int sarHeight = 1;
    if (bits.readFlag()) { // aspect_ratio_info_present_flag
      int idc = bits.readBits(8);
      if (idc == EXTENDED_SAR) {
        sarWidth = bits.readBits(16);
        sarHeight = bits.readBits(16);
      } else if (idc >= 1 && idc <= SAMPLE_ASPECT_RATIOS.length / 2) {
        sarWidth = SAMPLE_ASPECT_RATIOS[2 * idc - 2];
        sarHeight = SAMPLE_ASPECT_RATIOS[2 * idc - 1];
      }
      if (sarWidth == 0 || sarHeight == 0) { // 0 means unspecified (§E.2.1).
        sarWidth = 1;
        sarHeight = 1;
      }
    }
    if (bits.readFlag()) { // overscan_info_present_flag
      bits.skipBits(1);
    }
    if (bits.readFlag()) { // video_signal_type_present_flag
      bits.skipBits(4); // video_format, video_full_range_flag
      if (bits.readFlag()) { // colour_description_present_flag
        bits.skipBits(24);
      }
    }
    if (bits.readFlag()) { // chroma_loc_info_present_flag
      bits.readLongExpGolomb();
      bits.readLongExpGolomb();
    }
    FrameRate frameRate = FrameRate.UNKNOWN;
    boolean fixedFrameRate = false;
    if (bits.readFlag()) { // timing_info_present_flag
      long unitsInTick = bits.readLongBits(32);
      long timeScale = bits.readLongBits(32);
      // One tick is a field's duration (§E.2.1).
      frameRate = FrameRate.ofRatio(timeScale, 2 * unitsInTick);
      fixedFrameRate = bits.readFlag();
    }
    boolean nalHrd = bits.readFlag();
    if (nalHrd) {
      skipHrd(bits);
    }
    boolean vclHrd = bits.readFlag();
    if (vclHrd) {
      skipHrd(bits);
    }
    if (nalHrd || vclHrd) {
      bits.skipBits(1); // low_delay_hrd_flag
    }
    boolean picStructPresent = bits.readFlag();
    return new Vui(
        sarWidth, sarHeight, frameRate, fixedFrameRate, picStructPresent, reorderFrames(bits));
  }

  /** Everything else of a set can be used although its last fields cannot be read. */
  private static int reorderFrames(BitReader bits) {
    try {
      if (!bits.hasMoreRbspData() || !bits.readFlag()) { // bitstream_restriction_flag
        return UNSPECIFIED;
      }
      bits.skipBits(1); // motion_vectors_over_pic_boundaries_flag
      bits.readLongExpGolomb(); // max_bytes_per_pic_denom
      bits.readLongExpGolomb(); // max_bits_per_mb_denom
      bits.readLongExpGolomb(); // log2_max_mv_length_horizontal
      bits.readLongExpGolomb(); // log2_max_mv_length_vertical
      return bits.readExpGolomb(MAX_REORDER_FRAMES, "max_num_reorder_frames");
    } catch (MalformedMediaException e) {
      return UNSPECIFIED;
    }
  }

  /** hrd_parameters() (§E.1.2). */
  private static void skipHrd(BitReader bits) {
    int count = bits.readExpGolomb(MAX_CPB_COUNT - 1, "cpb_cnt_minus1") + 1;
    bits.skipBits(8); // bit_rate_scale, cpb_size_scale
    for (int i = 0; i < count; i++) {
      bits.readLongExpGolomb(); // bit_rate_value_minus1
      bits.readLongExpGolomb(); // cpb_size_value_minus1
      bits.skipBits(1); // cbr_flag
    }
    bits.skipBits(20); // three lengths and time_offset_length
  }
}
