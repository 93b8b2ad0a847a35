package dev.fairlead.control.tenant;

import dev.fairlead.protocols.http.AddressBlock;
import java.util.List;

/** Checks on what people name and list. */
public final class Checks {
  private Checks() {}

  /** A name: not blank, one line, not longer than {@code maxChars}; without outer spaces. */
  public static String name(String field, String name, int maxChars) {
    String stripped = name.strip();
    if (stripped.isEmpty()
        || stripped.length() > maxChars
        || stripped.chars().anyMatch(Character::isISOControl)) {
      throw ControlException.invalid(
          field, field + " has 1 to " + maxChars + " printable characters");
    }
    return stripped;
  }

  /** Blocks of addresses such as {@code 10.0.0.0/8}, each in one line. */
  public static List<String> ranges(String field, List<String> ranges) {
    for (String range : ranges) {
      try {
        AddressBlock.parse(range);
      } catch (IllegalArgumentException e) {
        throw ControlException.invalid(
            field, "\"" + range + "\" is no block of addresses such as 192.0.2.0/24");
      }
    }
    return List.copyOf(ranges);
  }
}
