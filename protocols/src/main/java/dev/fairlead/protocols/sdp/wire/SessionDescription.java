package dev.fairlead.protocols.sdp.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session description (RFC 8866 §5). Immutable.
 *
 * @param origin behind {@code o=}
 * @param attributes of the session, in order
 * @param media in order, which is what answers go by
 */
public record SessionDescription(
    String origin, List<SdpAttribute> attributes, List<MediaDescription> media) {
  public SessionDescription {
    attributes = List.copyOf(attributes);
    media = List.copyOf(media);
  }

  /** The value of the first session attribute of that name, or null. */
  public @Nullable String first(String name) {
    return MediaDescription.first(attributes, name);
  }

  /** Whether the session has an attribute of that name. */
  public boolean has(String name) {
    return first(name) != null;
  }

  /** The text, with the connection lines that WebRTC fills with placeholders. */
  public String toText() {
    StringBuilder text = new StringBuilder(4_096);
    line(text, "v=0");
    line(text, "o=" + origin);
    line(text, "s=-");
    line(text, "t=0 0");
    attributes(text, attributes);
    for (MediaDescription section : media) {
      line(
          text,
          "m="
              + section.kind()
              + ' '
              + section.port()
              + ' '
              + section.protocol()
              + ' '
              + String.join(" ", section.formats()));
      line(text, "c=IN IP4 0.0.0.0");
      attributes(text, section.attributes());
    }
    return text.toString();
  }

  private static void attributes(StringBuilder text, List<SdpAttribute> attributes) {
    for (SdpAttribute attribute : attributes) {
      String value = attribute.value();
      line(text, "a=" + attribute.name() + (value.isEmpty() ? "" : ":" + value));
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append("\r\n");
  }
}
