package dev.fairlead.media.bits;

/**
 * Bytes from outside that do not follow their specification. Stackless, because peers provoke it at
 * will; the message says which syntax element is wrong and never quotes more than its value.
 */
public final class MalformedMediaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message names the syntax element and what is wrong with it
   */
  public MalformedMediaException(String message) {
    super(message, null, false, false);
  }
}
