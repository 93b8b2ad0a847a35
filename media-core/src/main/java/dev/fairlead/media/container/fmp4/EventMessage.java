package dev.fairlead.media.container.fmp4;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * {@code emsg} version 1 around an ID3 tag (ISO/IEC 23009-1:2022 §5.10.3.3, ID3 in emsg, AOM 2020).
 * Stateless.
 */
public final class EventMessage {
  private static final byte[] ID3_SCHEME =
      "https://aomedia.org/emsg/ID3\0".getBytes(StandardCharsets.US_ASCII);

  /** Header, timescale, time, duration, id, scheme, an empty value. */
  private static final int FIXED_BYTES = 12 + 4 + 8 + 4 + 4 + ID3_SCHEME.length + 1;

  private static final int UNKNOWN_DURATION = 0xFFFF_FFFF;

  private EventMessage() {}

  /** Length of what {@link #write} appends. */
  public static int boxBytes(int tagBytes) {
    return FIXED_BYTES + tagBytes;
  }

  /**
   * Appends the box.
   *
   * @param timescaleHz of {@code presentationTicks}, the one of the fragment behind it
   * @param presentationTicks when the tag takes effect
   * @param id tells this message from others of the same scheme
   * @param tag one ID3 tag; borrowed, read by absolute index
   */
  public static void write(
      ByteBuf out, int timescaleHz, long presentationTicks, int id, ByteBuf tag) {
    out.writeInt(boxBytes(tag.readableBytes()));
    out.writeInt(BoxType.EMSG);
    out.writeInt(1 << 24);
    out.writeInt(timescaleHz);
    out.writeLong(presentationTicks);
    out.writeInt(UNKNOWN_DURATION);
    out.writeInt(id);
    out.writeBytes(ID3_SCHEME);
    out.writeByte(0);
    out.writeBytes(tag, tag.readerIndex(), tag.readableBytes());
  }
}
