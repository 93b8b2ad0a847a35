package dev.fairlead.media.codec.h265;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.track.FrameRate;

/**
 * vui_parameters() (H.265 (08/2021) §E.2.1) up to its timing information. Immutable.
 *
 * @param sarWidth sample aspect ratio, horizontal part; 1 when unspecified
 * @param sarHeight sample aspect ratio, vertical part; 1 when unspecified
 * @param fieldSequence field_seq_flag: pictures are fields
 * @param frameRate pictures a second, or unknown
 */
public record Vui(int sarWidth, int sarHeight, boolean fieldSequence, FrameRate frameRate) {
  private static final int EXTENDED_SAR = 255;

  /** Table E.1, aspect_ratio_idc 1 to 16, pairs. */
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
      if (sarWidth == 0 || sarHeight == 0) { // 0 means unspecified (§E.3.1).
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
    bits.skipBits(1); // neutral_chroma_indication_flag
    boolean fieldSequence = bits.readFlag();
    bits.skipBits(1); // frame_field_info_present_flag
    if (bits.readFlag()) { // default_display_window_flag
      for (int i = 0; i < 4; i++) {
        bits.readLongExpGolomb();
      }
    }
    FrameRate frameRate = FrameRate.UNKNOWN;
    if (bits.readFlag()) { // vui_timing_info_present_flag
      long unitsInTick = bits.readLongBits(32);
      long timeScale = bits.readLongBits(32);
      frameRate = FrameRate.ofRatio(timeScale, unitsInTick);
    }
    return new Vui(sarWidth, sarHeight, fieldSequence, frameRate);
  }
}
