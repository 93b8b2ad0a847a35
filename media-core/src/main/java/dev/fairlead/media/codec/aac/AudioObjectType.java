package dev.fairlead.media.codec.aac;

/** Audio object types that matter here (ISO/IEC 14496-3:2019 Table 1.17). */
public final class AudioObjectType {
  public static final int AAC_MAIN = 1;
  public static final int AAC_LC = 2;
  public static final int AAC_SSR = 3;
  public static final int AAC_LTP = 4;
  public static final int SBR = 5;
  public static final int AAC_SCALABLE = 6;
  public static final int ER_AAC_LC = 17;
  public static final int ER_AAC_LTP = 19;
  public static final int ER_AAC_SCALABLE = 20;
  public static final int ER_BSAC = 22;
  public static final int ER_AAC_LD = 23;
  public static final int PS = 29;
  public static final int ER_AAC_ELD = 39;
  public static final int USAC = 42;

  private AudioObjectType() {}
}
