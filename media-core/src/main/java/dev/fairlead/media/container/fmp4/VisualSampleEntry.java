package dev.fairlead.media.container.fmp4;

import dev.fairlead.media.track.VideoFormat;

/** {@code VisualSampleEntry} and its configuration box (ISO/IEC 14496-12:2022 §12.1.3). */
final class VisualSampleEntry {
  private static final int RESOLUTION_72_DPI = 0x0048_0000;
  private static final int DEPTH_COLOUR = 0x0018;
  private static final int COMPRESSOR_NAME_BYTES = 32;

  private VisualSampleEntry() {}

  static void write(BoxWriter box, VideoFormat format) {
    box.begin(entryName(format))
        .zeros(6)
        .u16(1) // data_reference_index
        .zeros(16)
        .u16(format.widthPixels())
        .u16(format.heightPixels())
        .u32(RESOLUTION_72_DPI)
        .u32(RESOLUTION_72_DPI)
        .u32(0)
        .u16(1) // frame_count
        .zeros(COMPRESSOR_NAME_BYTES)
        .u16(DEPTH_COLOUR)
        .u16(0xFFFF);
    writeConfiguration(box, format);
    if (format.sarWidth() != format.sarHeight()) {
      box.begin("pasp").u32(format.sarWidth()).u32(format.sarHeight()).end();
    }
    box.end();
  }

  /** The name that promises where parameter sets are: the one the codec string begins with. */
  private static String entryName(VideoFormat format) {
    String declared = format.codecString();
    return switch (format.codec()) {
      case H264 -> declared.startsWith("avc3") ? "avc3" : "avc1";
      case H265 -> declared.startsWith("hev1") ? "hev1" : "hvc1";
      case AV1 -> "av01";
      case VP8 -> "vp08";
      case VP9 -> "vp09";
      default -> throw new IllegalArgumentException("no sample entry for " + format.codec());
    };
  }

  private static void writeConfiguration(BoxWriter box, VideoFormat format) {
    byte[] configuration = format.configuration().toByteArray();
    switch (format.codec()) {
      case H264 -> box.begin("avcC").bytes(configuration).end();
      case H265 -> box.begin("hvcC").bytes(configuration).end();
      case AV1 -> box.begin("av1C").bytes(configuration).end();
      case VP8, VP9 -> box.beginFull("vpcC", 1, 0).bytes(configuration).end();
      default -> throw new IllegalArgumentException("no configuration box for " + format.codec());
    }
  }
}
