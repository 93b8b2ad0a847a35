package dev.fairlead.media.codec.h265;

/** Values of nal_unit_type that matter here (H.265 (08/2021) Table 7-1). */
public final class NalUnitType {
  /** The first of the reserved and used types of random access pictures. */
  public static final int FIRST_IRAP = 16;

  public static final int LAST_IRAP = 23;

  /** The last type of a coded slice segment. */
  public static final int LAST_VCL = 31;

  public static final int VPS = 32;
  public static final int SPS = 33;
  public static final int PPS = 34;
  public static final int ACCESS_UNIT_DELIMITER = 35;
  public static final int END_OF_SEQUENCE = 36;
  public static final int END_OF_BITSTREAM = 37;
  public static final int FILLER_DATA = 38;
  public static final int PREFIX_SEI = 39;
  public static final int SUFFIX_SEI = 40;

  private static final int TYPE_MASK = 0x3F;

  private NalUnitType() {}

  /** The type in a NAL unit's first byte. */
  public static int of(int headerByte) {
    return headerByte >> 1 & TYPE_MASK;
  }
}
