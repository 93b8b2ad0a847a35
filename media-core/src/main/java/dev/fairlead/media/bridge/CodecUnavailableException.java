package dev.fairlead.media.bridge;

/** This machine cannot code sound that way; the message says why, for an operator to read. */
public final class CodecUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is missing
   */
  public CodecUnavailableException(String message) {
    super(message, null, false, false);
  }
}
