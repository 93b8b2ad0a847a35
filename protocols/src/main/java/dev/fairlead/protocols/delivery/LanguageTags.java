package dev.fairlead.protocols.delivery;

/** Judges language tags, which come from publishers. Stateless; any thread. */
public final class LanguageTags {
  /** Longest tag written: what RFC 5646 §4.4.1 asks buffers to hold. */
  private static final int MAX_CHARS = 35;

  private LanguageTags() {}

  /** Whether {@code tag} has the shape of a tag, so that manifests can quote it. */
  public static boolean isSafe(String tag) {
    if (tag.isEmpty() || tag.length() > MAX_CHARS) {
      return false;
    }
    for (int i = 0; i < tag.length(); i++) {
      char c = tag.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '-') {
        return false;
      }
    }
    return true;
  }
}
