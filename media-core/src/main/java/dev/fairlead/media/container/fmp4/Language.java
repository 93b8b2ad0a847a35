package dev.fairlead.media.container.fmp4;

import java.util.Locale;
import java.util.MissingResourceException;

/** Languages as a media header holds them (ISO/IEC 14496-12:2022 §8.4.2.3). */
final class Language {
  private static final String UNDETERMINED = "und";

  private Language() {}

  /** Three letters of five bits for a BCP 47 tag; "und" where there is no three-letter code. */
  static int packed(String tag) {
    String code = threeLetters(tag);
    return (letter(code, 0) << 10) | (letter(code, 1) << 5) | letter(code, 2);
  }

  private static int letter(String code, int index) {
    return code.charAt(index) - 0x60;
  }

  private static String threeLetters(String tag) {
    try {
      String code = Locale.forLanguageTag(tag).getISO3Language();
      return code.matches("[a-z]{3}") ? code : UNDETERMINED;
    } catch (MissingResourceException unknown) {
      return UNDETERMINED;
    }
  }
}
