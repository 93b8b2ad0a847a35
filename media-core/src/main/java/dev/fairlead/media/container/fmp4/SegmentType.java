package dev.fairlead.media.container.fmp4;

import io.netty.buffer.ByteBuf;

/** {@code styp} at the start of a segment (ISO/IEC 23000-19:2020 §7.3.3.1). Stateless. */
public final class SegmentType {
  /** Length of what {@link #write} appends. */
  public static final int BOX_BYTES = 24;

  private static final int MEDIA_SEGMENT = BoxType.of("msdh");
  private static final int CMAF_SEGMENT = BoxType.of("cmfs");

  private SegmentType() {}

  /** Appends the box. */
  public static void write(ByteBuf out) {
    out.writeInt(BOX_BYTES);
    out.writeInt(BoxType.STYP);
    out.writeInt(MEDIA_SEGMENT);
    out.writeInt(0);
    out.writeInt(MEDIA_SEGMENT);
    out.writeInt(CMAF_SEGMENT);
  }
}
