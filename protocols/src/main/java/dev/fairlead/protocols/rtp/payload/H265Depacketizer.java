package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.codec.h265.NalUnitType;
import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;

/** H.265 in one flow without decoding order numbers (RFC 7798 §4.4). Confined to one thread. */
final class H265Depacketizer extends NalDepacketizer {
  H265Depacketizer(IntFunction<ByteBuf> allocator) {
    super(allocator, H265Payload.HEADER_BYTES);
  }

  @Override
  Kind kind(int first) {
    int type = NalUnitType.of(first);
    return switch (type) {
      case H265Payload.AP -> Kind.AGGREGATE;
      case H265Payload.FU -> Kind.FRAGMENT;
      default -> type < H265Payload.FIRST_AGGREGATE ? Kind.SINGLE : Kind.REFUSED;
    };
  }

  @Override
  boolean beginsPicture(int header, int next) {
    int type = NalUnitType.of(header);
    if (type <= NalUnitType.LAST_VCL) {
      return next < 0; // first_slice_segment_in_pic_flag
    }
    return switch (type) {
      case NalUnitType.VPS,
          NalUnitType.SPS,
          NalUnitType.ACCESS_UNIT_DELIMITER,
          NalUnitType.PREFIX_SEI ->
          true;
      default -> false;
    };
  }

  @Override
  int fragmentedHeader(int first, int fragmentHead) {
    return (first & H265Payload.FIRST_WITHOUT_TYPE) | (fragmentHead & H265Payload.TYPE) << 1;
  }
}
