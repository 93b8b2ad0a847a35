package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.codec.h264.NalUnitType;
import dev.fairlead.media.codec.nal.NalUnits;
import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;

/**
 * H.264 of both modes without interleaving (RFC 6184 §6.2, §6.3). Confined to one thread.
 *
 * <p>A fragment without its beginning, or an aggregate that ends too early, damages its picture.
 */
final class H264Depacketizer implements Depacketizer {
  private static final int NONE = -1;

  private final PictureBuffer picture;

  /** Where the length of the NAL unit that is gathered from fragments stands in the picture. */
  private int fragmentIndex = NONE;

  H264Depacketizer(IntFunction<ByteBuf> allocator) {
    picture = new PictureBuffer(allocator);
  }

  @Override
  public void packet(
      ByteBuf packet,
      int index,
      int lengthBytes,
      long timestampTicks,
      boolean marker,
      boolean gap,
      Output out) {
    if (gap || picture.isOver(timestampTicks)) {
      endFragments();
    }
    boolean begins = lengthBytes > 0 && beginsPicture(packet, index, lengthBytes);
    picture.packet(timestampTicks, gap, begins, out);
    if (lengthBytes > 0) {
      int type = packet.getByte(index) & H264Payload.TYPE;
      switch (type) {
        case 0 -> {} // Reserved; ignored, as RFC 6184 §5.2 has it.
        case H264Payload.STAP_A -> aggregate(packet, index, lengthBytes);
        case H264Payload.FU_A -> fragment(packet, index, lengthBytes);
        default -> {
          if (type < H264Payload.FIRST_AGGREGATE) {
            endFragments();
            append(packet, index, lengthBytes);
          } else {
            picture.damage(); // Of an interleaved mode, which nobody agreed to.
          }
        }
      }
    }
    if (marker) {
      endFragments();
      picture.marker(out);
    }
  }

  /** Whether the first slice of a picture, or what comes before it, stands in front. */
  private static boolean beginsPicture(ByteBuf packet, int index, int lengthBytes) {
    int at = index;
    int type = packet.getByte(index) & H264Payload.TYPE;
    if (type == H264Payload.STAP_A) {
      at = index + H264Payload.STAP_HEAD_BYTES + H264Payload.STAP_LENGTH_BYTES;
    } else if (type == H264Payload.FU_A) {
      at = index + 1;
      boolean start = lengthBytes > 2 && (packet.getByte(at) & H264Payload.FU_START) != 0;
      return start && beginsPicture(packet.getByte(at), packet.getByte(at + 1));
    }
    return at + 1 < index + lengthBytes
        && beginsPicture(packet.getByte(at), packet.getByte(at + 1));
  }

  private static boolean beginsPicture(int header, int next) {
    return switch (NalUnitType.of(header)) {
      case NalUnitType.SLICE, NalUnitType.IDR_SLICE -> next < 0; // first_mb_in_slice is 0.
      case NalUnitType.SEI, NalUnitType.SPS, NalUnitType.ACCESS_UNIT_DELIMITER -> true;
      default -> false;
    };
  }

  private void aggregate(ByteBuf packet, int index, int lengthBytes) {
    endFragments();
    int at = index + H264Payload.STAP_HEAD_BYTES;
    int end = index + lengthBytes;
    while (at < end) {
      int unitBytes =
          end - at < H264Payload.STAP_LENGTH_BYTES
              ? Integer.MAX_VALUE
              : packet.getUnsignedShort(at);
      at += H264Payload.STAP_LENGTH_BYTES;
      if (unitBytes > end - at) {
        picture.damage();
        return;
      }
      if (unitBytes > 0) {
        append(packet, at, unitBytes);
      }
      at += unitBytes;
    }
  }

  private void append(ByteBuf packet, int index, int lengthBytes) {
    if (picture.accepts(lengthBytes + NalUnits.BUS_LENGTH_BYTES)) {
      picture.bytes().writeInt(lengthBytes).writeBytes(packet, index, lengthBytes);
    }
  }

  private void fragment(ByteBuf packet, int index, int lengthBytes) {
    if (lengthBytes <= H264Payload.FU_HEAD_BYTES) {
      picture.damage();
      return;
    }
    int fuHeader = packet.getByte(index + 1);
    int bytes = lengthBytes - H264Payload.FU_HEAD_BYTES;
    if ((fuHeader & H264Payload.FU_START) != 0) {
      endFragments();
      if (picture.accepts(bytes + NalUnits.BUS_LENGTH_BYTES + 1)) {
        fragmentIndex = picture.bytes().writerIndex();
        picture.bytes().writeInt(0);
        picture
            .bytes()
            .writeByte(
                (packet.getByte(index) & H264Payload.F_AND_NRI) | (fuHeader & H264Payload.TYPE));
      }
    } else if (fragmentIndex == NONE) {
      picture.damage();
    }
    if (fragmentIndex != NONE && picture.accepts(bytes)) {
      picture.bytes().writeBytes(packet, index + H264Payload.FU_HEAD_BYTES, bytes);
      if ((fuHeader & H264Payload.FU_END) != 0) {
        closeFragments();
      }
    }
  }

  private void closeFragments() {
    ByteBuf bytes = picture.bytes();
    bytes.setInt(fragmentIndex, bytes.writerIndex() - fragmentIndex - NalUnits.BUS_LENGTH_BYTES);
    fragmentIndex = NONE;
  }

  /** Whatever follows, the NAL unit under way will not get its end. */
  private void endFragments() {
    if (fragmentIndex != NONE) {
      picture.damage();
      fragmentIndex = NONE;
    }
  }

  @Override
  public void close() {
    picture.close();
  }
}
