package dev.fairlead.protocols.rtmp.core;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The two places in which peers since Flash Player 9 hide a digest in their first packet.
 *
 * <p>The constants are public knowledge and prove nothing about a peer; they only tell it that we
 * speak the same dialect. Stateless.
 */
final class HandshakeDigest {
  /** Digest in the first half. */
  static final HandshakeDigest SCHEMA_0 = new HandshakeDigest(8);

  /** Digest in the second half. */
  static final HandshakeDigest SCHEMA_1 = new HandshakeDigest(772);

  static final int DIGEST_BYTES = 32;

  private static final int OFFSET_FIELD_BYTES = 4;

  /** Each half has 764 bytes: four for the offset, 32 for the digest. */
  private static final int OFFSETS = 728;

  private static final String HMAC = "HmacSHA256";

  private static final byte[] PLAYER_KEY = ascii("Genuine Adobe Flash Player 001");
  private static final byte[] SERVER_KEY = ascii("Genuine Adobe Flash Media Server 001");
  private static final byte[] KEY_TAIL =
      HexFormat.of().parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");

  private final int offsetIndex;

  private HandshakeDigest(int offsetIndex) {
    this.offsetIndex = offsetIndex;
  }

  /** The schema under which the peer's first packet is signed, or null. */
  static @Nullable HandshakeDigest find(byte[] packet) {
    if (SCHEMA_0.isSigned(packet, PLAYER_KEY)) {
      return SCHEMA_0;
    }
    return SCHEMA_1.isSigned(packet, PLAYER_KEY) ? SCHEMA_1 : null;
  }

  /** Signs a server's first packet. */
  void signFirst(byte[] packet) {
    sign(packet, SERVER_KEY);
  }

  /** Signs a player's first packet. */
  void signPlayer(byte[] packet) {
    sign(packet, PLAYER_KEY);
  }

  /** Whether {@code packet} is a server's first packet under this schema. */
  boolean isServers(byte[] packet) {
    return isSigned(packet, SERVER_KEY);
  }

  /** Signs a server's second packet, which answers the {@code first} of a player. */
  void signSecond(byte[] packet, byte[] first) {
    int at = digestIndex(first);
    byte[] seen = Arrays.copyOfRange(first, at, at + DIGEST_BYTES);
    byte[] whole = Arrays.copyOf(SERVER_KEY, SERVER_KEY.length + KEY_TAIL.length);
    System.arraycopy(KEY_TAIL, 0, whole, SERVER_KEY.length, KEY_TAIL.length);
    byte[] key = hmac(whole, seen, 0, seen.length, 0, 0);
    int signedBytes = packet.length - DIGEST_BYTES;
    System.arraycopy(hmac(key, packet, 0, signedBytes, 0, 0), 0, packet, signedBytes, DIGEST_BYTES);
  }

  private void sign(byte[] packet, byte[] key) {
    int at = digestIndex(packet);
    System.arraycopy(digest(packet, at, key), 0, packet, at, DIGEST_BYTES);
  }

  private boolean isSigned(byte[] packet, byte[] key) {
    int at = digestIndex(packet);
    return MessageDigest.isEqual(
        digest(packet, at, key), Arrays.copyOfRange(packet, at, at + DIGEST_BYTES));
  }

  private int digestIndex(byte[] packet) {
    int sum = 0;
    for (int i = 0; i < OFFSET_FIELD_BYTES; i++) {
      sum += packet[offsetIndex + i] & 0xFF;
    }
    return offsetIndex + OFFSET_FIELD_BYTES + sum % OFFSETS;
  }

  /** Over everything but the digest itself. */
  private static byte[] digest(byte[] packet, int at, byte[] key) {
    int after = at + DIGEST_BYTES;
    return hmac(key, packet, 0, at, after, packet.length - after);
  }

  private static byte[] hmac(
      byte[] key, byte[] bytes, int from, int length, int secondFrom, int secondLength) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      mac.update(bytes, from, length);
      mac.update(bytes, secondFrom, secondLength);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + HMAC, e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
