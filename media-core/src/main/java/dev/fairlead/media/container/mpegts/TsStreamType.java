package dev.fairlead.media.container.mpegts;

/** Values of stream_type that matter here (ISO/IEC 13818-1:2022 Table 2-34, ATSC A/53:2013). */
final class TsStreamType {
  static final int MPEG1_AUDIO = 0x03;
  static final int MPEG2_AUDIO = 0x04;
  static final int PRIVATE_PES = 0x06;
  static final int AAC_ADTS = 0x0F;
  static final int AAC_LATM = 0x11;
  static final int METADATA_PES = 0x15;
  static final int H264 = 0x1B;
  static final int H265 = 0x24;
  static final int AC3 = 0x81;
  static final int EAC3 = 0x87;

  /** format_identifier of registration descriptors, and what stands for those of DVB. */
  static final int REGISTERED_OPUS = 0x4F707573;

  static final int REGISTERED_AC3 = 0x41432D33;
  static final int REGISTERED_EAC3 = 0x45414333;
  static final int REGISTERED_H265 = 0x48455643;

  private TsStreamType() {}
}
