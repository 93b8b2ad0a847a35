package dev.fairlead.protocols.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What a peer announced of its certificate (RFC 8122 §5). Immutable.
 *
 * @param algorithm such as {@code sha-256}
 * @param hex hash of the certificate, in hexadecimal with colons between
 */
public record PeerFingerprint(String algorithm, String hex) {
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

  /**
   * Whether the certificate is the one announced: by every fingerprint of the strongest algorithm
   * present one must fit (RFC 8122 §5). MD5 and SHA-1 convince nobody.
   */
  static boolean anyFits(List<PeerFingerprint> announced, byte[] certificate) {
    for (String strongest : List.of("SHA-512", "SHA-384", "SHA-256")) {
      boolean present = false;
      for (PeerFingerprint fingerprint : announced) {
        if (fingerprint.algorithm.toUpperCase(Locale.ROOT).equals(strongest)) {
          present = true;
          if (fingerprint.hex.toUpperCase(Locale.ROOT).equals(digest(strongest, certificate))) {
            return true;
          }
        }
      }
      if (present) {
        return false;
      }
    }
    return false;
  }

  private static String digest(String algorithm, byte[] certificate) {
    try {
      return COLONS.formatHex(MessageDigest.getInstance(algorithm).digest(certificate));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-2", e);
    }
  }
}
