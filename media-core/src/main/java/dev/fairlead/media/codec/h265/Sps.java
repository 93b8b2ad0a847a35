package dev.fairlead.media.codec.h265;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.codec.nal.ParameterSet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * seq_parameter_set_rbsp (H.265 (08/2021) §7.3.2.2.1), with everything up to the VUI. Immutable.
 *
 * @param vpsId sps_video_parameter_set_id
 * @param maxSubLayers sps_max_sub_layers_minus1 + 1
 * @param temporalIdNesting sps_temporal_id_nesting_flag
 * @param general profile, tier and level
 * @param id sps_seq_parameter_set_id
 * @param chromaFormatIdc 1 for 4:2:0
 * @param bitDepthLuma 8 to 16
 * @param bitDepthChroma 8 to 16
 * @param widthPixels width inside the conformance window
 * @param heightPixels height inside the conformance window
 * @param vui video usability information, or null
 */
public record Sps(
    int vpsId,
    int maxSubLayers,
    boolean temporalIdNesting,
    ProfileTierLevel general,
    int id,
    int chromaFormatIdc,
    int bitDepthLuma,
    int bitDepthChroma,
    int widthPixels,
    int heightPixels,
    @Nullable Vui vui) {
  private static final int MAX_ID = 15;

  /** Level 6.2 allows sqrt(8 · 35,651,584) luma samples in either direction (§A.4.1). */
  private static final int MAX_SIZE_PIXELS = 16_888;

  /** num_long_term_ref_pics_sps (§7.4.3.2.1). */
  private static final int MAX_LONG_TERM_PICTURES = 32;

  /** Reads the NAL unit, header included. */
  public static Sps parse(ParameterSet nalUnit) {
    byte[] bytes = nalUnit.toByteArray();
    return parse(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
  }

  /** Reads the NAL unit at absolute {@code index}, header included. */
  public static Sps parse(ByteBuf source, int index, int lengthBytes) {
    BitReader bits =
        new BitReader("seq_parameter_set_rbsp").wrapEscaped(source, index, lengthBytes);
    int type = NalUnitType.of(bits.readBits(16) >> 8);
    if (type != NalUnitType.SPS) {
      throw bits.malformed("nal_unit_type is " + type);
    }
    int vpsId = bits.readBits(4);
    int maxSubLayersMinus1 = bits.readBits(3);
    boolean temporalIdNesting = bits.readFlag();
    ProfileTierLevel general = ProfileTierLevel.parse(bits, maxSubLayersMinus1);
    int id = bits.readExpGolomb(MAX_ID, "sps_seq_parameter_set_id");
    int chromaFormatIdc = bits.readExpGolomb(3, "chroma_format_idc");
    boolean separateColourPlanes = chromaFormatIdc == 3 && bits.readFlag();
    int widthPixels = size(bits, "pic_width_in_luma_samples");
    int heightPixels = size(bits, "pic_height_in_luma_samples");
    if (bits.readFlag()) { // conformance_window_flag
      boolean chroma = chromaFormatIdc != 0 && !separateColourPlanes;
      widthPixels = cropped(bits, widthPixels, chroma && chromaFormatIdc != 3 ? 2 : 1);
      heightPixels = cropped(bits, heightPixels, chroma && chromaFormatIdc == 1 ? 2 : 1);
    }
    int bitDepthLuma = 8 + bits.readExpGolomb(8, "bit_depth_luma_minus8");
    int bitDepthChroma = 8 + bits.readExpGolomb(8, "bit_depth_chroma_minus8");
    int pocLsbBits = 4 + bits.readExpGolomb(12, "log2_max_pic_order_cnt_lsb_minus4");
    skipCodingTools(bits, maxSubLayersMinus1);
    ShortTermRefPicSets.skip(bits);
    if (bits.readFlag()) { // long_term_ref_pics_present_flag
      int count = bits.readExpGolomb(MAX_LONG_TERM_PICTURES, "num_long_term_ref_pics_sps");
      bits.skipBits(count * (pocLsbBits + 1));
    }
    bits.skipBits(2); // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
    Vui vui = bits.readFlag() ? Vui.parse(bits) : null;
    return new Sps(
        vpsId,
        maxSubLayersMinus1 + 1,
        temporalIdNesting,
        general,
        id,
        chromaFormatIdc,
        bitDepthLuma,
        bitDepthChroma,
        widthPixels,
        heightPixels,
        vui);
  }

  private static int size(BitReader bits, String element) {
    int size = bits.readExpGolomb(MAX_SIZE_PIXELS, element);
    if (size == 0) {
      throw bits.malformed(element + " is 0");
    }
    return size;
  }

  private static int cropped(BitReader bits, int size, int unit) {
    int before = bits.readExpGolomb(size, "conformance window offset");
    int after = bits.readExpGolomb(size, "conformance window offset");
    int left = size - unit * (before + after);
    if (left <= 0) {
      throw bits.malformed("the conformance window leaves no picture");
    }
    return left;
  }

  /** From sps_sub_layer_ordering_info_present_flag up to the short-term reference pictures. */
  private static void skipCodingTools(BitReader bits, int maxSubLayersMinus1) {
    int orderings = bits.readFlag() ? maxSubLayersMinus1 + 1 : 1;
    for (int i = 0; i < 3 * orderings; i++) {
      bits.readLongExpGolomb();
    }
    for (int i = 0; i < 6; i++) { // block sizes and transform depths
      bits.readLongExpGolomb();
    }
    boolean scalingLists = bits.readFlag();
    if (scalingLists && bits.readFlag()) { // sps_scaling_list_data_present_flag
      skipScalingListData(bits);
    }
    bits.skipBits(2); // amp_enabled_flag, sample_adaptive_offset_enabled_flag
    if (bits.readFlag()) { // pcm_enabled_flag
      bits.skipBits(8); // bit depths
      bits.readLongExpGolomb();
      bits.readLongExpGolomb();
      bits.skipBits(1); // pcm_loop_filter_disabled_flag
    }
  }

  /** scaling_list_data() (§7.3.4). */
  private static void skipScalingListData(BitReader bits) {
    for (int sizeId = 0; sizeId < 4; sizeId++) {
      int coefficients = Math.min(64, 1 << (4 + 2 * sizeId));
      for (int matrixId = 0; matrixId < 6; matrixId += sizeId == 3 ? 3 : 1) {
        if (!bits.readFlag()) { // scaling_list_pred_mode_flag
          bits.readLongExpGolomb(); // scaling_list_pred_matrix_id_delta
          continue;
        }
        int codes = coefficients + (sizeId > 1 ? 1 : 0); // scaling_list_dc_coef_minus8
        for (int i = 0; i < codes; i++) {
          bits.readSignedExpGolomb();
        }
      }
    }
  }
}
