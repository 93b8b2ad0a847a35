package dev.fairlead.control.auth;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Codes that an authenticator shows (RFC 6238 §4): six digits, another each half minute. Pure. */
final class Totp {
  /** RFC 4226 §4 recommends 160 bits. */
  static final int SECRET_BYTES = 20;

  /** RFC 6238 §4.1: the default that every authenticator knows. */
  private static final int STEP_SECONDS = 30;

  private static final int DIGITS = 6;
  private static final int MODULUS = 1_000_000;

  /** Clocks differ, and typing takes a moment (RFC 6238 §5.2). */
  private static final int TOLERATED_STEPS = 1;

  private static final String ALGORITHM = "HmacSHA1";
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int BASE32_BITS = 5;

  /** No code fits. */
  static final long NO_STEP = Long.MIN_VALUE;

  private Totp() {}

  /** The time slot of a moment. */
  static long step(long epochSeconds) {
    return Math.floorDiv(epochSeconds, STEP_SECONDS);
  }

  /** The code of a time slot. */
  static String code(byte[] secret, long step) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      // RFC 4226 §5.3: the low bits of the last byte say where the number is.
      int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0x0F) & 0x7FFF_FFFF;
      return String.format(Locale.ROOT, "%0" + DIGITS + "d", number % MODULUS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
    }
  }

  /**
   * The time slot that a code is of, {@link #NO_STEP} when it does not count.
   *
   * @param lastStep whose codes and those before were used
   */
  static long matching(byte[] secret, String code, long epochSeconds, long lastStep) {
    long now = step(epochSeconds);
    long found = NO_STEP;
    for (long step = now - TOLERATED_STEPS; step <= now + TOLERATED_STEPS; step++) {
      if (step > lastStep && code(secret, step).equals(code)) {
        found = step;
      }
    }
    return found;
  }

  /** A secret as people type it into an authenticator (RFC 4648 §6), without padding. */
  static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int held = 0;
    int bits = 0;
    for (byte each : bytes) {
      held = (held << Byte.SIZE) | (each & 0xFF);
      bits += Byte.SIZE;
      while (bits >= BASE32_BITS) {
        bits -= BASE32_BITS;
        text.append(BASE32.charAt((held >> bits) & 0x1F));
      }
    }
    if (bits > 0) {
      text.append(BASE32.charAt((held << (BASE32_BITS - bits)) & 0x1F));
    }
    return text.toString();
  }
}
