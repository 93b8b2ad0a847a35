package dev.fairlead.media.codec.h264;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.codec.nal.ParameterSet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * seq_parameter_set_rbsp (H.264 (08/2021) §7.3.2.1.1), with everything up to the VUI. Immutable.
 *
 * @param profileIdc profile_idc
 * @param constraintFlags the byte of constraint_set flags and reserved bits
 * @param levelIdc level_idc
 * @param id seq_parameter_set_id
 * @param chromaFormatIdc chroma_format_idc, 1 for 4:2:0
 * @param bitDepthLuma 8 to 14
 * @param bitDepthChroma 8 to 14
 * @param widthPixels width after cropping
 * @param heightPixels height after cropping
 * @param frameMbsOnly frame_mbs_only_flag: no interlaced pictures
 * @param vui video usability information, or null
 */
public record Sps(
    int profileIdc,
    int constraintFlags,
    int levelIdc,
    int id,
    int chromaFormatIdc,
    int bitDepthLuma,
    int bitDepthChroma,
    int widthPixels,
    int heightPixels,
    boolean frameMbsOnly,
    @Nullable Vui vui) {
  private static final int MAX_ID = 31;

  /** Level 6.2 allows sqrt(139264 · 8) macroblocks in either direction (§A.3.1, Table A-1). */
  private static final int MAX_SIZE_MBS = 1055;

  /** num_ref_frames_in_pic_order_cnt_cycle (§7.4.2.1.1). */
  private static final int MAX_PIC_ORDER_CYCLE = 255;

  private static final int MACROBLOCK_PIXELS = 16;

  /** Reads the NAL unit, header included. */
  public static Sps parse(ParameterSet nalUnit) {
    byte[] bytes = nalUnit.toByteArray();
    return parse(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
  }

  /** Reads the NAL unit at absolute {@code index}, header included. */
  public static Sps parse(ByteBuf source, int index, int lengthBytes) {
    BitReader bits =
        new BitReader("seq_parameter_set_rbsp").wrapEscaped(source, index, lengthBytes);
    int type = NalUnitType.of(bits.readBits(8));
    if (type != NalUnitType.SPS) {
      throw bits.malformed("nal_unit_type is " + type);
    }
    int profileIdc = bits.readBits(8);
    int constraintFlags = bits.readBits(8);
    int levelIdc = bits.readBits(8);
    int id = bits.readExpGolomb(MAX_ID, "seq_parameter_set_id");
    int chromaFormatIdc = 1;
    boolean separateColourPlanes = false;
    int bitDepthLuma = 8;
    int bitDepthChroma = 8;
    if (hasChromaFields(profileIdc)) {
      chromaFormatIdc = bits.readExpGolomb(3, "chroma_format_idc");
      if (chromaFormatIdc == 3) {
        separateColourPlanes = bits.readFlag();
      }
      bitDepthLuma += bits.readExpGolomb(6, "bit_depth_luma_minus8");
      bitDepthChroma += bits.readExpGolomb(6, "bit_depth_chroma_minus8");
      bits.skipBits(1); // qpprime_y_zero_transform_bypass_flag
      if (bits.readFlag()) {
        skipScalingMatrix(bits, chromaFormatIdc);
      }
    }
    bits.readExpGolomb(12, "log2_max_frame_num_minus4");
    skipPicOrderCount(bits);
    bits.readLongExpGolomb(); // max_num_ref_frames
    bits.skipBits(1); // gaps_in_frame_num_value_allowed_flag
    int widthMbs = bits.readExpGolomb(MAX_SIZE_MBS - 1, "pic_width_in_mbs_minus1") + 1;
    int heightMapUnits = bits.readExpGolomb(MAX_SIZE_MBS - 1, "pic_height_in_map_units_minus1") + 1;
    boolean frameMbsOnly = bits.readFlag();
    if (!frameMbsOnly) {
      bits.skipBits(1); // mb_adaptive_frame_field_flag
    }
    bits.skipBits(1); // direct_8x8_inference_flag
    int fieldFactor = frameMbsOnly ? 1 : 2;
    int widthPixels = widthMbs * MACROBLOCK_PIXELS;
    int heightPixels = heightMapUnits * MACROBLOCK_PIXELS * fieldFactor;
    if (bits.readFlag()) {
      // Without chroma, and with planes coded apart, cropping counts luma samples (§7.4.2.1.1).
      boolean chroma = chromaFormatIdc != 0 && !separateColourPlanes;
      int unitX = chroma && chromaFormatIdc != 3 ? 2 : 1;
      int unitY = (chroma && chromaFormatIdc == 1 ? 2 : 1) * fieldFactor;
      widthPixels = cropped(bits, widthPixels, unitX, "horizontal");
      heightPixels = cropped(bits, heightPixels, unitY, "vertical");
    }
    Vui vui = bits.readFlag() ? Vui.parse(bits) : null;
    return new Sps(
        profileIdc,
        constraintFlags,
        levelIdc,
        id,
        chromaFormatIdc,
        bitDepthLuma,
        bitDepthChroma,
        widthPixels,
        heightPixels,
        frameMbsOnly,
        vui);
  }

  private static boolean hasChromaFields(int profileIdc) {
    return switch (profileIdc) {
      case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
      default -> false;
    };
  }

  private static int cropped(BitReader bits, int size, int unit, String direction) {
    int before = bits.readExpGolomb(size, "frame cropping offset");
    int after = bits.readExpGolomb(size, "frame cropping offset");
    long left = size - (long) unit * before - (long) unit * after;
    if (left <= 0) {
      throw bits.malformed(direction + " cropping leaves no picture");
    }
    return (int) left;
  }

  private static void skipScalingMatrix(BitReader bits, int chromaFormatIdc) {
    int lists = chromaFormatIdc == 3 ? 12 : 8;
    for (int i = 0; i < lists; i++) {
      if (bits.readFlag()) {
        skipScalingList(bits, i < 6 ? 16 : 64);
      }
    }
  }

  /** scaling_list() (§7.3.2.1.1.1): a delta is read only while the scale has not become 0. */
  private static void skipScalingList(BitReader bits, int size) {
    int lastScale = 8;
    int nextScale = 8;
    for (int i = 0; i < size; i++) {
      if (nextScale != 0) {
        nextScale = (lastScale + bits.readSignedExpGolomb()) & 0xFF;
      }
      lastScale = nextScale == 0 ? lastScale : nextScale;
    }
  }

  private static void skipPicOrderCount(BitReader bits) {
    int type = bits.readExpGolomb(2, "pic_order_cnt_type");
    if (type == 0) {
      bits.readExpGolomb(12, "log2_max_pic_order_cnt_lsb_minus4");
    } else if (type == 1) {
      bits.skipBits(1); // delta_pic_order_always_zero_flag
      bits.readSignedExpGolomb(); // offset_for_non_ref_pic
      bits.readSignedExpGolomb(); // offset_for_top_to_bottom_field
      int cycle = bits.readExpGolomb(MAX_PIC_ORDER_CYCLE, "num_ref_frames_in_pic_order_cnt_cycle");
      for (int i = 0; i < cycle; i++) {
        bits.readSignedExpGolomb(); // offset_for_ref_frame
      }
    }
  }
}
