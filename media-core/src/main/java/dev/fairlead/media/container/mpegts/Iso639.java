package dev.fairlead.media.container.mpegts;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;

/** Language codes of program maps, as the tags that tracks bear. Stateless. */
final class Iso639 {
  private static final Map<String, String> SHORTEST = shortest();

  private Iso639() {}

  private static Map<String, String> shortest() {
    Map<String, String> map = new HashMap<>();
    for (String language : Locale.getISOLanguages()) {
      try {
        map.put(Locale.of(language).getISO3Language(), language);
      } catch (MissingResourceException e) {
        // A language without a code of three letters is not asked for.
      }
    }
    return map;
  }

  /** The BCP 47 tag for a code of three letters: the shortest there is, empty for none. */
  static String tag(String code) {
    String lower = code.toLowerCase(Locale.ROOT);
    if (!lower.matches("[a-z]{3}") || lower.equals("und")) {
      return "";
    }
    return SHORTEST.getOrDefault(lower, lower);
  }
}
