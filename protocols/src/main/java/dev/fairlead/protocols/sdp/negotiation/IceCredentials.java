package dev.fairlead.protocols.sdp.negotiation;

/**
 * What STUN checks of one side are authenticated with (RFC 8839 §5.4). Immutable.
 *
 * @param ufrag user name fragment, 4 to 256 characters
 * @param pwd password, 22 to 256 characters
 */
public record IceCredentials(String ufrag, String pwd) {
  private static final int MAX_CHARS = 256;
  private static final int MIN_UFRAG_CHARS = 4;
  private static final int MIN_PWD_CHARS = 22;

  /** Whether both have a length and characters that are allowed. */
  public boolean isValid() {
    return isIceText(ufrag, MIN_UFRAG_CHARS) && isIceText(pwd, MIN_PWD_CHARS);
  }

  private static boolean isIceText(String text, int minChars) {
    if (text.length() < minChars || text.length() > MAX_CHARS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean iceChar =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || c == '+'
              || c == '/';
      // The characters of other forms of base64 are no ice-char, and harm nobody.
      if (!iceChar && c != '-' && c != '_' && c != '=') {
        return false;
      }
    }
    return true;
  }
}
