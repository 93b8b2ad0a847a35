package dev.fairlead.protocols.srt.core;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Wraps stream encrypting keys under a key that follows from the passphrase: PBKDF2 (RFC 8018 §5.2)
 * with HMAC-SHA1 and 2,048 rounds over the last 8 bytes of the salt, and AES key wrap (RFC 3394
 * §2.2) (SRT draft-01 §6.1.4, §6.1.5). Stateless. Deriving a key takes a millisecond.
 */
final class KeyWrap {
  private static final int ROUNDS = 2_048;
  private static final int SALT_TAIL_BYTES = 8;
  private static final String WRAP = "AESWrap";

  private KeyWrap() {}

  /** The key encrypting key. */
  static byte[] derive(String passphrase, byte[] salt, int keyBytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(passphrase.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] key = new byte[keyBytes];
      int from = 0;
      for (int block = 1; from < keyBytes; block++) {
        byte[] round = firstRound(mac, salt, block);
        byte[] sum = round.clone();
        for (int i = 1; i < ROUNDS; i++) {
          round = mac.doFinal(round);
          for (int j = 0; j < sum.length; j++) {
            sum[j] ^= round[j];
          }
        }
        int length = Math.min(sum.length, keyBytes - from);
        System.arraycopy(sum, 0, key, from, length);
        from += length;
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw PayloadCipher.impossible(e);
    }
  }

  private static byte[] firstRound(Mac mac, byte[] salt, int block) {
    mac.update(salt, salt.length - SALT_TAIL_BYTES, SALT_TAIL_BYTES);
    mac.update((byte) (block >> 24));
    mac.update((byte) (block >> 16));
    mac.update((byte) (block >> 8));
    return mac.doFinal(new byte[] {(byte) block});
  }

  /** The keys, one behind the other, wrapped: 8 bytes longer. */
  static byte[] wrap(byte[] encryptingKey, byte[] keys) {
    try {
      Cipher cipher = Cipher.getInstance(WRAP);
      cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(encryptingKey, "AES"));
      return cipher.wrap(new SecretKeySpec(keys, "AES"));
    } catch (GeneralSecurityException e) {
      throw PayloadCipher.impossible(e);
    }
  }

  /** The keys, or null when they were wrapped under another key. */
  static byte @Nullable [] unwrap(byte[] encryptingKey, byte[] wrapped) {
    try {
      Cipher cipher = Cipher.getInstance(WRAP);
      cipher.init(Cipher.UNWRAP_MODE, new SecretKeySpec(encryptingKey, "AES"));
      byte[] keys = cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded();
      return keys == null ? null : Arrays.copyOf(keys, keys.length);
    } catch (InvalidKeyException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw PayloadCipher.impossible(e);
    }
  }
}
