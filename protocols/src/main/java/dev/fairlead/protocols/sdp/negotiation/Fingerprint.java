package dev.fairlead.protocols.sdp.negotiation;

import dev.fairlead.protocols.sdp.wire.SdpException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The hash of a certificate that a peer will show (RFC 8122 §5). Immutable.
 *
 * @param algorithm in lower case, such as {@code sha-256}
 * @param hex bytes in upper-case hexadecimal with colons between
 */
public record Fingerprint(String algorithm, String hex) {
  /** SHA-512 has 64 bytes. */
  private static final int MAX_BYTES = 64;

  /** SHA-1 has 20 bytes; what is shorter is no hash of ours. */
  private static final int MIN_BYTES = 20;

  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

  public Fingerprint {
    algorithm = algorithm.toLowerCase(Locale.ROOT);
    hex = hex.toUpperCase(Locale.ROOT);
  }

  /** The fingerprint with these bytes. */
  public static Fingerprint of(String algorithm, byte[] hash) {
    return new Fingerprint(algorithm, COLONS.formatHex(hash));
  }

  /** Reads the value of the attribute. */
  public static Fingerprint parse(String value) {
    int space = value.indexOf(' ');
    if (space < 0) {
      throw SdpException.quoting("Not a fingerprint", value);
    }
    Fingerprint fingerprint =
        new Fingerprint(value.substring(0, space), value.substring(space + 1).trim());
    int bytes = fingerprint.bytesOrNone();
    if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
      throw SdpException.quoting("Not a fingerprint", value);
    }
    return fingerprint;
  }

  private int bytesOrNone() {
    try {
      return COLONS.parseHex(hex).length;
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  /** The hash. */
  public byte[] bytes() {
    return COLONS.parseHex(hex);
  }

  /** The value of the attribute. */
  public String toValue() {
    return algorithm + ' ' + hex;
  }
}
