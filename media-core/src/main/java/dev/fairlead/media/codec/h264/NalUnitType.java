package dev.fairlead.media.codec.h264;

/** Values of nal_unit_type that matter here (H.264 (08/2021) Table 7-1). */
public final class NalUnitType {
  public static final int SLICE = 1;
  public static final int IDR_SLICE = 5;
  public static final int SEI = 6;
  public static final int SPS = 7;
  public static final int PPS = 8;
  public static final int ACCESS_UNIT_DELIMITER = 9;
  public static final int END_OF_SEQUENCE = 10;
  public static final int END_OF_STREAM = 11;
  public static final int FILLER_DATA = 12;
  public static final int SPS_EXTENSION = 13;

  private static final int TYPE_MASK = 0x1F;

  private NalUnitType() {}

  /** The type in a NAL unit's first byte. */
  public static int of(int headerByte) {
    return headerByte & TYPE_MASK;
  }
}
