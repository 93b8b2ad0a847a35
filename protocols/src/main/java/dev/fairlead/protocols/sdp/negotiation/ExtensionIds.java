package dev.fairlead.protocols.sdp.negotiation;

import java.util.EnumMap;
import java.util.Map;

/** The ids of the header extensions that were agreed on for one media description. Immutable. */
public final class ExtensionIds {
  /** The id of an extension that was not agreed on, which no packet carries. */
  public static final int NONE = 0;

  /** Above this id, heads must have two bytes (RFC 8285 §4.2). */
  private static final int MAX_ONE_BYTE_ID = 14;

  private final EnumMap<HeaderExtension, Integer> ids;

  ExtensionIds(Map<HeaderExtension, Integer> agreed) {
    ids = new EnumMap<>(HeaderExtension.class);
    ids.putAll(agreed);
  }

  /** The id, or {@link #NONE}. */
  public int id(HeaderExtension extension) {
    return ids.getOrDefault(extension, NONE);
  }

  /** Whether a packet with all of them needs two-byte heads. */
  public boolean needTwoByteHeads() {
    return ids.values().stream().anyMatch(id -> id > MAX_ONE_BYTE_ID);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExtensionIds that && ids.equals(that.ids);
  }

  @Override
  public int hashCode() {
    return ids.hashCode();
  }

  @Override
  public String toString() {
    return ids.toString();
  }
}
