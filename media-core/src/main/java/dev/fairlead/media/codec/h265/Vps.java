package dev.fairlead.media.codec.h265;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.codec.nal.ParameterSet;
import dev.fairlead.media.track.FrameRate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * video_parameter_set_rbsp (H.265 (08/2021) §7.3.2.1) up to its timing information. Immutable.
 *
 * @param id vps_video_parameter_set_id
 * @param general profile, tier and level
 * @param frameRate pictures a second, or unknown
 */
public record Vps(int id, ProfileTierLevel general, FrameRate frameRate) {
  /** vps_num_layer_sets_minus1 (§7.4.3.1). */
  private static final int MAX_LAYER_SETS = 1_024;

  /** Reads the NAL unit, header included. */
  public static Vps parse(ParameterSet nalUnit) {
    byte[] bytes = nalUnit.toByteArray();
    ByteBuf source = Unpooled.wrappedBuffer(bytes);
    BitReader bits = new BitReader("video_parameter_set_rbsp").wrapEscaped(source, 0, bytes.length);
    int type = NalUnitType.of(bits.readBits(16) >> 8);
    if (type != NalUnitType.VPS) {
      throw bits.malformed("nal_unit_type is " + type);
    }
    int id = bits.readBits(4);
    bits.skipBits(8); // vps_base_layer flags, vps_max_layers_minus1
    int maxSubLayersMinus1 = bits.readBits(3);
    bits.skipBits(17); // vps_temporal_id_nesting_flag, vps_reserved_0xffff_16bits
    ProfileTierLevel general = ProfileTierLevel.parse(bits, maxSubLayersMinus1);
    int orderings = bits.readFlag() ? maxSubLayersMinus1 + 1 : 1;
    for (int i = 0; i < 3 * orderings; i++) {
      bits.readLongExpGolomb();
    }
    int maxLayerId = bits.readBits(6);
    int layerSets = bits.readExpGolomb(MAX_LAYER_SETS - 1, "vps_num_layer_sets_minus1");
    bits.skipBits(layerSets * (maxLayerId + 1)); // layer_id_included_flag
    FrameRate frameRate = FrameRate.UNKNOWN;
    if (bits.readFlag()) { // vps_timing_info_present_flag
      long unitsInTick = bits.readLongBits(32);
      long timeScale = bits.readLongBits(32);
      frameRate = FrameRate.ofRatio(timeScale, unitsInTick);
    }
    return new Vps(id, general, frameRate);
  }
}
