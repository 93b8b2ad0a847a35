package dev.fairlead.media.container.fmp4;

/** Four-character codes as integers, big-endian as they stand in a file. */
final class BoxType {
  static final int FTYP = of("ftyp");
  static final int STYP = of("styp");
  static final int PRFT = of("prft");
  static final int EMSG = of("emsg");
  static final int MOOF = of("moof");
  static final int MFHD = of("mfhd");
  static final int TRAF = of("traf");
  static final int TFHD = of("tfhd");
  static final int TFDT = of("tfdt");
  static final int TRUN = of("trun");
  static final int MDAT = of("mdat");

  private BoxType() {}

  /** The code of four ASCII characters. */
  static int of(String code) {
    if (code.length() != 4) {
      throw new IllegalArgumentException("not a four-character code: " + code);
    }
    return code.charAt(0) << 24 | code.charAt(1) << 16 | code.charAt(2) << 8 | code.charAt(3);
  }
}
