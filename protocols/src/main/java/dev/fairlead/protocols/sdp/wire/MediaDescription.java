package dev.fairlead.protocols.sdp.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code m=} line with the attributes under it (RFC 8866 §5.14). Immutable.
 *
 * @param kind {@code audio}, {@code video}, {@code application} or something else
 * @param port 0 to 65,535
 * @param protocol such as {@code UDP/TLS/RTP/SAVPF}
 * @param formats payload types, as text
 * @param attributes in order
 */
public record MediaDescription(
    String kind, int port, String protocol, List<String> formats, List<SdpAttribute> attributes) {
  public MediaDescription {
    formats = List.copyOf(formats);
    attributes = List.copyOf(attributes);
  }

  /** The value of the first attribute of that name, or null. */
  public @Nullable String first(String name) {
    return first(attributes, name);
  }

  /** The values of all attributes of that name, in order. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (SdpAttribute attribute : attributes) {
      if (attribute.name().equals(name)) {
        values.add(attribute.value());
      }
    }
    return values;
  }

  /** Whether there is an attribute of that name. */
  public boolean has(String name) {
    return first(name) != null;
  }

  static @Nullable String first(List<SdpAttribute> attributes, String name) {
    for (SdpAttribute attribute : attributes) {
      if (attribute.name().equals(name)) {
        return attribute.value();
      }
    }
    return null;
  }
}
