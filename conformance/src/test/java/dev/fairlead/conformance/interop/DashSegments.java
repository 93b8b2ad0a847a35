package dev.fairlead.conformance.interop;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The addresses that a manifest announces for one representation (ISO/IEC 23009-1:2022 §5.3.9.4).
 *
 * @param initialization of the track
 * @param media in order
 */
record DashSegments(URI initialization, List<URI> media) {
  private static final Pattern IDENTIFIER = Pattern.compile("\\$(\\w+)(%0(\\d+)d)?\\$");

  static DashSegments of(URI manifest, Element representation) {
    Element template = template(representation);
    URI base = base(manifest, representation);
    String id = representation.getAttribute("id");
    long number =
        template.hasAttribute("startNumber")
            ? Long.parseLong(template.getAttribute("startNumber"))
            : 1;
    long time = 0;
    List<URI> media = new ArrayList<>();
    for (Element s : MpdRules.all(template, "S")) {
      time = s.hasAttribute("t") ? Long.parseLong(s.getAttribute("t")) : time;
      long times = s.hasAttribute("r") ? 1 + Long.parseLong(s.getAttribute("r")) : 1;
      for (long i = 0; i < times; i++) {
        media.add(base.resolve(fill(template.getAttribute("media"), id, number++, time)));
        time += Long.parseLong(s.getAttribute("d"));
      }
    }
    return new DashSegments(
        base.resolve(fill(template.getAttribute("initialization"), id, 0, 0)), media);
  }

  private static Element template(Element representation) {
    for (Node node = representation; node instanceof Element element; node = node.getParentNode()) {
      for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
        if (child instanceof Element found && "SegmentTemplate".equals(found.getLocalName())) {
          return found;
        }
      }
    }
    throw new AssertionError("no SegmentTemplate");
  }

  private static URI base(URI manifest, Element representation) {
    List<String> bases = new ArrayList<>();
    for (Node node = representation; node instanceof Element element; node = node.getParentNode()) {
      for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
        if (child instanceof Element found && "BaseURL".equals(found.getLocalName())) {
          bases.addFirst(found.getTextContent().strip());
        }
      }
    }
    URI base = manifest;
    for (String relative : bases) {
      base = base.resolve(relative);
    }
    return base;
  }

  private static String fill(String template, String id, long number, long time) {
    return IDENTIFIER
        .matcher(template)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    switch (match.group(1)) {
                      case "RepresentationID" -> id;
                      case "Number" -> padded(number, match.group(3));
                      case "Time" -> padded(time, match.group(3));
                      default -> throw new AssertionError(match.group());
                    }));
  }

  private static String padded(long value, String width) {
    return width == null
        ? Long.toString(value)
        : String.format(Locale.ROOT, "%0" + width + "d", value);
  }
}
