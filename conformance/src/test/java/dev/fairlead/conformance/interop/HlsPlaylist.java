package dev.fairlead.conformance.interop;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A playlist as a strict reader sees it (RFC 8216bis draft 17 §4.1).
 *
 * @param at where it came from; URIs are resolved against it
 * @param lines its lines, in order
 */
record HlsPlaylist(URI at, List<Line> lines) {
  private static final Pattern TAG = Pattern.compile("#(EXT[A-Z0-9-]*)(?::(.*))?");

  private static final Pattern ATTRIBUTE =
      Pattern.compile("([A-Z0-9-]+)=(\"[^\"\\r\\n]*\"|[^,\"\\s]+)(,|$)");

  /**
   * One tag or URI.
   *
   * @param tag empty for a URI
   * @param value what follows the colon, or the URI
   * @param attributes parsed when the value is an attribute list; quoted values keep their quotes
   */
  record Line(String tag, String value, Map<String, String> attributes) {
    boolean isUri() {
      return tag.isEmpty();
    }

    /** The attribute without quotes, or the empty string. */
    String attribute(String name) {
      String text = attributes.getOrDefault(name, "");
      return text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
    }

    double number(String name) {
      return Double.parseDouble(attribute(name));
    }
  }

  static HlsPlaylist parse(URI at, String text) {
    List<Line> lines = new ArrayList<>();
    for (String line : text.split("\r?\n")) {
      Matcher tag = TAG.matcher(line);
      if (tag.matches()) {
        String value = tag.group(2) == null ? "" : tag.group(2);
        lines.add(new Line(tag.group(1), value, attributes(value)));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        lines.add(new Line("", line, Map.of()));
      }
    }
    return new HlsPlaylist(at, lines);
  }

  private static Map<String, String> attributes(String value) {
    Map<String, String> attributes = new LinkedHashMap<>();
    Matcher matcher = ATTRIBUTE.matcher(value);
    int end = 0;
    while (end < value.length() && matcher.find(end) && matcher.start() == end) {
      attributes.put(matcher.group(1), matcher.group(2));
      end = matcher.end();
    }
    return end == value.length() ? attributes : Map.of();
  }

  Stream<Line> all(String tag) {
    return lines.stream().filter(line -> line.tag.equals(tag));
  }

  boolean has(String tag) {
    return all(tag).findAny().isPresent();
  }

  /** The value of a tag that stands once. */
  String value(String tag) {
    return all(tag)
        .findFirst()
        .map(Line::value)
        .orElseThrow(() -> new AssertionError("no " + tag + " in " + this));
  }

  Line line(String tag) {
    return all(tag).findFirst().orElseThrow(() -> new AssertionError("no " + tag + " in " + this));
  }

  /** Every URI that stands on a line of its own, resolved. */
  List<URI> uris() {
    return lines.stream().filter(Line::isUri).map(line -> at.resolve(line.value)).toList();
  }

  URI resolve(String uri) {
    return at.resolve(uri);
  }
}
