package dev.fairlead.protocols.sdp.wire;

/**
 * One {@code a=} line (RFC 8866 §5.13). Immutable.
 *
 * @param name as written; names are case-sensitive
 * @param value behind the colon, empty for a property
 */
public record SdpAttribute(String name, String value) {
  /** An attribute without a value. */
  public static SdpAttribute property(String name) {
    return new SdpAttribute(name, "");
  }
}
