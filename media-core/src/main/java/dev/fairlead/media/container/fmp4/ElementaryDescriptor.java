package dev.fairlead.media.container.fmp4;

/**
 * {@code esds}: descriptors of MPEG-4 systems around a decoder configuration (ISO/IEC 14496-1:2010
 * §7.2.6.5, ISO/IEC 14496-14:2020 §6.7.2).
 */
final class ElementaryDescriptor {
  private static final int ES_DESCRIPTOR = 3;
  private static final int DECODER_CONFIG = 4;
  private static final int DECODER_SPECIFIC_INFO = 5;
  private static final int SL_CONFIG = 6;

  /** streamType 5 (audio), upStream 0, reserved 1. */
  private static final int AUDIO = 5 << 2 | 1;

  private static final int HEADER_BYTES = 5;
  private static final int DECODER_CONFIG_BYTES = 13;
  private static final int PREDEFINED_FOR_MP4 = 2;

  private ElementaryDescriptor() {}

  /**
   * @param objectType objectTypeIndication of the coding
   * @param specific its decoder-specific bytes, may be empty
   */
  static void write(BoxWriter box, int objectType, byte[] specific) {
    int specificBytes = specific.length == 0 ? 0 : HEADER_BYTES + specific.length;
    int configBytes = DECODER_CONFIG_BYTES + specificBytes;
    box.beginFull("esds", 0, 0);
    begin(box, ES_DESCRIPTOR, 3 + HEADER_BYTES + configBytes + HEADER_BYTES + 1);
    box.u16(0).u8(0); // ES_ID, flags
    begin(box, DECODER_CONFIG, configBytes);
    box.u8(objectType).u8(AUDIO).zeros(3).u32(0).u32(0); // buffer size and rates are not known
    if (specific.length > 0) {
      begin(box, DECODER_SPECIFIC_INFO, specific.length);
      box.bytes(specific);
    }
    begin(box, SL_CONFIG, 1);
    box.u8(PREDEFINED_FOR_MP4).end();
  }

  /** Tag and length in four bytes of seven bits, the form that every reader knows. */
  private static void begin(BoxWriter box, int tag, int length) {
    box.u8(tag)
        .u8(0x80 | (length >>> 21 & 0x7F))
        .u8(0x80 | (length >>> 14 & 0x7F))
        .u8(0x80 | (length >>> 7 & 0x7F))
        .u8(length & 0x7F);
  }
}
