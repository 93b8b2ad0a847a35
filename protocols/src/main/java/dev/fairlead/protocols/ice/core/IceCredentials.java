package dev.fairlead.protocols.ice.core;

import java.util.random.RandomGenerator;

/**
 * One side's short-term credentials (RFC 8445 §5.3). Immutable. The password never appears in text.
 *
 * @param ufrag names the agent, 4 to 256 characters
 * @param password keys the checks that it answers, 22 to 256 characters
 */
public record IceCredentials(String ufrag, String password) {
  /** RFC 8839 §5.4. */
  private static final int MIN_UFRAG_CHARS = 4;

  /** RFC 8839 §5.4. */
  private static final int MIN_PASSWORD_CHARS = 22;

  /** RFC 8839 §5.4. */
  private static final int MAX_CHARS = 256;

  /** 96 bits, so that no two sessions of a node ever share one. */
  private static final int UFRAG_CHARS = 16;

  /** 144 bits; RFC 8445 §5.3 asks for 128. */
  private static final int PASSWORD_CHARS = 24;

  /** The alphabet of RFC 8839 §5.4. */
  private static final String ICE_CHARS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  /** Draws credentials of our own. */
  public static IceCredentials draw(RandomGenerator random) {
    return new IceCredentials(text(random, UFRAG_CHARS), text(random, PASSWORD_CHARS));
  }

  private static String text(RandomGenerator random, int chars) {
    StringBuilder text = new StringBuilder(chars);
    for (int i = 0; i < chars; i++) {
      text.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
    }
    return text.toString();
  }

  /** Whether lengths are those that a peer may use; characters beyond the alphabet harm nobody. */
  public boolean isLongEnough() {
    return isWithin(ufrag, MIN_UFRAG_CHARS) && isWithin(password, MIN_PASSWORD_CHARS);
  }

  private static boolean isWithin(String text, int minChars) {
    return text.length() >= minChars && text.length() <= MAX_CHARS;
  }

  @Override
  public String toString() {
    return ufrag + ":***";
  }
}
