package dev.fairlead.protocols.http.wire;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads what proxies say about the client (RFC 7239, and the X-Forwarded headers it replaces).
 * Stateless.
 */
public final class Forwarding {
  /** Proxies in a row that are looked at, from the nearest; two or three is usual. */
  public static final int MAX_HOPS = 8;

  private Forwarding() {}

  /**
   * Addresses in {@code X-Forwarded-For}, nearest proxy's word first; ends at the first that is not
   * an address.
   */
  public static List<InetAddress> forwardedFor(String header) {
    List<InetAddress> hops = new ArrayList<>();
    String[] elements = header.split(",", -1);
    for (int i = elements.length - 1; i >= 0 && hops.size() < MAX_HOPS; i--) {
      InetAddress address = address(elements[i].trim());
      if (address == null) {
        break;
      }
      hops.add(address);
    }
    return hops;
  }

  /** The same from {@code Forwarded}. */
  public static List<InetAddress> forwarded(String header) {
    List<InetAddress> hops = new ArrayList<>();
    String[] elements = header.split(",", -1);
    for (int i = elements.length - 1; i >= 0 && hops.size() < MAX_HOPS; i--) {
      String node = parameter(elements[i], "for");
      InetAddress address = node == null ? null : address(node);
      if (address == null) {
        break;
      }
      hops.add(address);
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

  /** An address with or without port, IPv6 in brackets or not. */
  private static @Nullable InetAddress address(String node) {
    String text = node;
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      if (close < 0) {
        return null;
      }
      text = text.substring(1, close);
    } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
      text = text.substring(0, text.indexOf(':'));
    }
    try {
      return text.isEmpty() ? null : InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
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
