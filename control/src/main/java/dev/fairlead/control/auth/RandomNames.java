package dev.fairlead.control.auth;

import dev.fairlead.media.session.StreamKey;
import java.util.random.RandomGenerator;

/** Makes keys and ids that nobody can guess, given a random source that nobody can guess. */
final class RandomNames {
  static final String STREAM_KEY_PREFIX = "sk_";

  /** 62 letters and digits: 28 of them are 166 bits. */
  static final int STREAM_KEY_CHARS = 28;

  /** 95 bits, and short enough for a URL that is read aloud. */
  static final int PLAYBACK_ID_CHARS = 16;

  static final int INTERNAL_NAME_CHARS = 32;

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final RandomGenerator random;

  /**
   * @param random unpredictable
   */
  RandomNames(RandomGenerator random) {
    this.random = random;
  }

  StreamKey streamKey() {
    return new StreamKey(STREAM_KEY_PREFIX + name(STREAM_KEY_CHARS));
  }

  String playbackId() {
    return name(PLAYBACK_ID_CHARS);
  }

  String internalName() {
    return name(INTERNAL_NAME_CHARS);
  }

  private String name(int chars) {
    StringBuilder text = new StringBuilder(chars);
    for (int i = 0; i < chars; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
