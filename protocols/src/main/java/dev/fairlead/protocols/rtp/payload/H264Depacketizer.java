package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.codec.h264.NalUnitType;
import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;

/** H.264 of both modes without interleaving (RFC 6184 §6.2, §6.3). Confined to one thread. */
final class H264Depacketizer extends NalDepacketizer {
  H264Depacketizer(IntFunction<ByteBuf> allocator) {
    super(allocator, 1);
  }

  @Override
  Kind kind(int first) {
    int type = NalUnitType.of(first);
    return switch (type) {
      case 0 -> Kind.IGNORED; // Reserved (RFC 6184 §5.2).
      case H264Payload.STAP_A -> Kind.AGGREGATE;
      case H264Payload.FU_A -> Kind.FRAGMENT;
      default -> type < H264Payload.FIRST_AGGREGATE ? Kind.SINGLE : Kind.REFUSED;
    };
  }

  @Override
  boolean beginsPicture(int header, int next) {
    return switch (NalUnitType.of(header)) {
      case NalUnitType.SLICE, NalUnitType.IDR_SLICE -> next < 0; // first_mb_in_slice is 0.
      case NalUnitType.SEI, NalUnitType.SPS, NalUnitType.ACCESS_UNIT_DELIMITER -> true;
      default -> false;
    };
  }

  @Override
  int fragmentedHeader(int first, int fragmentHead) {
    return (first & H264Payload.F_AND_NRI) | (fragmentHead & H264Payload.TYPE);
  }
}
