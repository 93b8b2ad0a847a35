package dev.fairlead.protocols.http.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what proxies say about the client (RFC 7239, and the X-Forwarded headers it replaces).
 * Stateless.
 */
public final class Forwarding {
  /** Proxies in a row that are looked at, from the nearest; two or three is usual. */
  public static final int MAX_HOPS = 8;

  private Forwarding() {}

  /** What proxies put into {@code X-Forwarded-For}, the nearest one's word first. */
  public static List<String> forwardedFor(String header) {
    return fromTheRight(header, String::trim);
  }

  /** The same from the {@code for} parameters of {@code Forwarded}; ends where one is missing. */
  public static List<String> forwarded(String header) {
    return fromTheRight(header, element -> parameter(element, "for"));
  }

  private static List<String> fromTheRight(
      String header, Function<String, @Nullable String> nodeOf) {
    List<String> hops = new ArrayList<>();
    int end = header.length();
    while (end >= 0 && hops.size() < MAX_HOPS) {
      int comma = header.lastIndexOf(',', end - 1);
      String node = nodeOf.apply(header.substring(comma + 1, end));
      if (node == null) {
        break;
      }
      hops.add(withoutPort(node));
      end = comma;
    }
    return hops;
  }

  /** Parameter {@code name} of the last element of a {@code Forwarded} header, or null. */
  public static @Nullable String lastParameter(String header, String name) {
    return parameter(header.substring(header.lastIndexOf(',') + 1), name);
  }

  private static @Nullable String parameter(String element, String name) {
    for (String pair : element.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).trim().toLowerCase(Locale.ROOT).equals(name)) {
        String value = pair.substring(equals + 1).trim();
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
      }
    }
    return null;
  }

  /** An address that may have a port, IPv6 in brackets or not. */
  private static String withoutPort(String node) {
    if (node.startsWith("[")) {
      int close = node.indexOf(']');
      return close < 0 ? node : node.substring(1, close);
    }
    int colon = node.indexOf(':');
    return colon >= 0 && colon == node.lastIndexOf(':') ? node.substring(0, colon) : node;
  }

  /** Whether {@code authority} is a host with optional port that may be put into a URL. */
  public static boolean isAuthority(String authority) {
    if (authority.isEmpty() || authority.length() > MAX_AUTHORITY_CHARS) {
      return false;
    }
    for (int i = 0; i < authority.length(); i++) {
      char c = authority.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._:[]".indexOf(c) >= 0;
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  /** A name of 253 (RFC 1035 §2.3.4), a colon and a port. */
  private static final int MAX_AUTHORITY_CHARS = 259;
}
