package dev.fairlead.protocols.sdp.wire;

/**
 * A session description that cannot be read or used. Stackless, because peers provoke it at will;
 * the message is fit to be shown to the peer, who sent what it quotes.
 */
public final class SdpException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Longest piece of the peer's text that a message repeats. */
  private static final int MAX_QUOTED_CHARS = 80;

  /**
   * @param message what is wrong, as a sentence
   */
  public SdpException(String message) {
    super(message, null, false, false);
  }

  /** A message that repeats a piece of what the peer sent, shortened and without controls. */
  public static SdpException quoting(String what, String text) {
    String shown = text.length() > MAX_QUOTED_CHARS ? text.substring(0, MAX_QUOTED_CHARS) : text;
    return new SdpException(what + ": " + shown.replaceAll("\\p{Cntrl}", "?"));
  }
}
