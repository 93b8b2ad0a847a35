package dev.fairlead.control.tenant;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 of secrets that are random enough not to need more, and HMAC under them. Any thread. */
public final class Hashes {
  private Hashes() {}

  /** In hexadecimal. */
  public static String sha256(String text) {
    return HexFormat.of().formatHex(digest(text));
  }

  /** Of the lower case, for secrets that people type. */
  public static String sha256OfFolded(String text) {
    return sha256(fold(text));
  }

  /** Lower case, the same on every machine. */
  public static String fold(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Whether both are the same, in a time that tells nothing of where they differ. */
  public static boolean same(String oneHash, String otherHash) {
    return MessageDigest.isEqual(
        oneHash.getBytes(StandardCharsets.US_ASCII), otherHash.getBytes(StandardCharsets.US_ASCII));
  }

  /** HMAC-SHA256 (RFC 2104 §2) of a text under a secret, in hexadecimal. */
  public static String hmacSha256(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has HMAC-SHA256", e);
    }
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
