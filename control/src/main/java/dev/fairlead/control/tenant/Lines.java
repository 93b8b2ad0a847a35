package dev.fairlead.control.tenant;

import java.util.List;

/** Lists of short texts as the store keeps them: one line each. */
public final class Lines {
  private Lines() {}

  /** As one text. */
  public static String join(List<String> entries) {
    for (String entry : entries) {
      if (entry.indexOf('\n') >= 0) {
        throw new IllegalArgumentException("an entry is one line");
      }
    }
    return String.join("\n", entries);
  }

  /** As a list again. */
  public static List<String> split(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
  }
}
