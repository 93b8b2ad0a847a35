package dev.fairlead.control.config;

import dev.fairlead.protocols.http.AddressBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a key accepts. Immutable; any thread. */
sealed interface ValueRange {
  /** Longest text accepted anywhere; a path of the file system ends at 4,096 (PATH_MAX). */
  int MAX_TEXT_CHARS = 4_096;

  /** Most entries in a list; a proxy fleet is announced by its networks, not one by one. */
  int MAX_LIST_ENTRIES = 256;

  /** What is wrong with {@code value}, as the end of a sentence, or null when it is accepted. */
  @Nullable String complaint(String value);

  /** The range in words, for the reference. */
  String inWords();

  /** The unit in words, empty when there is none. */
  String unit();

  /** Whether values are never shown. */
  default boolean isSecret() {
    return false;
  }

  /**
   * Whole numbers.
   *
   * @param min least
   * @param max greatest
   * @param unit what is counted
   */
  record Whole(long min, long max, String unit) implements ValueRange {
    @Override
    public @Nullable String complaint(String value) {
      try {
        long number = Long.parseLong(value);
        return number >= min && number <= max ? null : "must be " + inWords() + ", not " + number;
      } catch (NumberFormatException e) {
        return "must be a whole number, " + inWords() + ", not \"" + value + "\"";
      }
    }

    @Override
    public String inWords() {
      return min + " to " + max;
    }
  }

  /**
   * One of some words.
   *
   * @param words all that are accepted
   */
  record Choice(List<String> words) implements ValueRange {
    @Override
    public @Nullable String complaint(String value) {
      return words.contains(value) ? null : "must be " + inWords() + ", not \"" + value + "\"";
    }

    @Override
    public String inWords() {
      return String.join(" or ", words);
    }

    @Override
    public String unit() {
      return "";
    }
  }

  /**
   * Any text of one line.
   *
   * @param what it names
   * @param mayBeEmpty whether empty means "not set"
   */
  record Text(String what, boolean mayBeEmpty) implements ValueRange {
    @Override
    public @Nullable String complaint(String value) {
      if (value.isEmpty() && !mayBeEmpty) {
        return "must not be empty: it is " + what;
      }
      if (value.length() > MAX_TEXT_CHARS) {
        return "is longer than " + MAX_TEXT_CHARS + " characters";
      }
      return value.chars().anyMatch(Character::isISOControl)
          ? "must not hold control characters"
          : null;
    }

    @Override
    public String inWords() {
      return what;
    }

    @Override
    public String unit() {
      return "";
    }
  }

  /**
   * Text that is never shown, or nothing.
   *
   * @param minChars least length
   * @param maxChars greatest length
   */
  record Secret(int minChars, int maxChars) implements ValueRange {
    @Override
    public @Nullable String complaint(String value) {
      if (value.isEmpty()) {
        return null;
      }
      return value.length() < minChars
              || value.length() > maxChars
              || value.chars().anyMatch(Character::isISOControl)
          ? "must be " + inWords()
          : null;
    }

    @Override
    public String inWords() {
      return minChars + " to " + maxChars + " characters, or empty";
    }

    @Override
    public String unit() {
      return "";
    }

    @Override
    public boolean isSecret() {
      return true;
    }
  }

  /**
   * A list of {@code NAME=srt://HOST:PORT}, never shown: names and parameters may be secrets.
   *
   * @param name what the name is
   */
  record Calls(String name) implements ValueRange {
    private static final String SCHEME = "=srt://";

    /** The entries of a list. */
    static List<String> entries(String value) {
      return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
    }

    @Override
    public @Nullable String complaint(String value) {
      List<String> entries = entries(value);
      if (entries.size() > MAX_LIST_ENTRIES) {
        return "lists more than " + MAX_LIST_ENTRIES + " addresses";
      }
      for (String entry : entries) {
        if (entry.indexOf(SCHEME) <= 0 || entry.length() > MAX_TEXT_CHARS) {
          return "must be " + inWords();
        }
      }
      return null;
    }

    @Override
    public String inWords() {
      return name + "=srt://HOST:PORT?PARAMETERS, several separated by commas, or empty";
    }

    @Override
    public String unit() {
      return "";
    }

    @Override
    public boolean isSecret() {
      return true;
    }
  }

  /**
   * One word, or whole numbers.
   *
   * @param word stands for a choice of the node's own
   * @param whole what else is accepted
   */
  record WordOrWhole(String word, Whole whole) implements ValueRange {
    @Override
    public @Nullable String complaint(String value) {
      return value.equals(word) || whole.complaint(value) == null
          ? null
          : "must be " + inWords() + ", not \"" + value + "\"";
    }

    @Override
    public String inWords() {
      return word + " or " + whole.inWords();
    }

    @Override
    public String unit() {
      return whole.unit();
    }
  }

  /** Addresses, separated by commas; names are never looked up. */
  record Addresses() implements ValueRange {
    @Override
    public @Nullable String complaint(String value) {
      List<String> entries = Networks.entries(value);
      if (entries.size() > MAX_LIST_ENTRIES) {
        return "has more than " + MAX_LIST_ENTRIES + " entries";
      }
      for (String entry : entries) {
        if (entry.contains("/") || !Networks.isNetwork(entry)) {
          return "must list " + inWords() + "; \"" + entry + "\" is none";
        }
      }
      return null;
    }

    @Override
    public String inWords() {
      return "IP addresses, or empty";
    }

    @Override
    public String unit() {
      return "";
    }
  }

  /** Addresses and networks, separated by commas. */
  record Networks() implements ValueRange {
    @Override
    public @Nullable String complaint(String value) {
      List<String> entries = entries(value);
      if (entries.size() > MAX_LIST_ENTRIES) {
        return "has more than " + MAX_LIST_ENTRIES + " entries";
      }
      for (String entry : entries) {
        if (!isNetwork(entry)) {
          return "must list " + inWords() + "; \"" + entry + "\" is neither";
        }
      }
      return null;
    }

    private static boolean isNetwork(String entry) {
      try {
        return AddressBlock.parse(entry).prefixBits() >= 0;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    static List<String> entries(String value) {
      return value.isBlank() ? List.of() : List.of(value.trim().split("\\s*,\\s*"));
    }

    @Override
    public String inWords() {
      return "IP addresses or networks such as 10.0.0.0/8";
    }

    @Override
    public String unit() {
      return "";
    }
  }
}
