package dev.fairlead.control.tenant;

import dev.fairlead.media.session.StreamKey;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes keys and ids that nobody can guess, given a random source that nobody can guess. */
public final class RandomNames {
  static final String STREAM_KEY_PREFIX = "sk_";

  /** Marks an API token wherever it turns up. */
  public static final String API_TOKEN_PREFIX = "fw_";

  /** Marks a refresh token wherever it turns up. */
  public static final String REFRESH_TOKEN_PREFIX = "fr_";

  /** Marks what a link in a mail carries wherever it turns up. */
  public static final String MAIL_CODE_PREFIX = "fm_";

  /** 62 bits in lower case, and good for one use. */
  static final int BACKUP_CODE_CHARS = 12;

  /** 62 letters and digits: 28 of them are 166 bits. */
  static final int STREAM_KEY_CHARS = 28;

  /** 95 bits, and short enough for a URL that is read aloud. */
  static final int PLAYBACK_ID_CHARS = 16;

  static final int INTERNAL_NAME_CHARS = 32;

  /** 119 bits, and short enough to be typed from a terminal. */
  static final int PASSWORD_CHARS = 20;

  /** 256 bits. */
  static final int TOKEN_BYTES = 32;

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final RandomGenerator random;

  /**
   * @param random unpredictable
   */
  public RandomNames(RandomGenerator random) {
    this.random = random;
  }

  /** A stream key. */
  public StreamKey streamKey() {
    return new StreamKey(STREAM_KEY_PREFIX + name(STREAM_KEY_CHARS));
  }

  /** A playback id. */
  public String playbackId() {
    return name(PLAYBACK_ID_CHARS);
  }

  /** The name of a broadcast. */
  public String internalName() {
    return name(INTERNAL_NAME_CHARS);
  }

  /** A first password. */
  public String password() {
    return name(PASSWORD_CHARS);
  }

  /** An API token. */
  public String apiToken() {
    return API_TOKEN_PREFIX + hex();
  }

  /** A refresh token. */
  public String refreshToken() {
    return REFRESH_TOKEN_PREFIX + hex();
  }

  /** The id of a durable thing. */
  public String id() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    // Version 4, variant 10 (RFC 9562 §5.4).
    bytes[6] = (byte) ((bytes[6] & 0x0F) | 0x40);
    bytes[8] = (byte) ((bytes[8] & 0x3F) | 0x80);
    long high = 0;
    long low = 0;
    for (int i = 0; i < 8; i++) {
      high = (high << 8) | (bytes[i] & 0xFF);
      low = (low << 8) | (bytes[8 + i] & 0xFF);
    }
    return new UUID(high, low).toString();
  }

  /** What a link in a mail carries. */
  public String mailCode() {
    return MAIL_CODE_PREFIX + hex();
  }

  /** A secret of an authenticator, in hexadecimal. */
  public String totpSecretHex(int lengthBytes) {
    byte[] bytes = new byte[lengthBytes];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** A code for paper, in lower case so that nobody errs in it. */
  public String backupCode() {
    return name(BACKUP_CODE_CHARS).toLowerCase(Locale.ROOT);
  }

  private String hex() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private String name(int chars) {
    StringBuilder text = new StringBuilder(chars);
    for (int i = 0; i < chars; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
