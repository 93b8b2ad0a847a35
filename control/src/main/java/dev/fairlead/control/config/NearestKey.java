package dev.fairlead.control.config;

import org.jspecify.annotations.Nullable;

/** Guesses which key was meant. */
final class NearestKey {
  /** Further apart than this, a guess would only confuse. */
  private static final int MAX_EDITS = 5;

  /** Longer words are not compared: the table grows with the product of both lengths. */
  private static final int MAX_CHARS = 64;

  private NearestKey() {}

  /** The key most like {@code wrong}, or null when none is near. */
  static @Nullable ConfigKey to(String wrong) {
    if (wrong.length() > MAX_CHARS) {
      return null;
    }
    ConfigKey best = null;
    int least = MAX_EDITS + 1;
    for (ConfigKey key : ConfigKey.values()) {
      int edits = edits(wrong, key.id());
      if (edits < least) {
        least = edits;
        best = key;
      }
    }
    return best;
  }

  /** Letters to insert, delete or replace to make one of the other. */
  static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
