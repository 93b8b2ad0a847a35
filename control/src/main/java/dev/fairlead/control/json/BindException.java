package dev.fairlead.control.json;

/** A value does not fit its record. The message is a sentence for whoever sent it. */
public final class BindException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String field;

  BindException(String field, String message) {
    super(message, null, false, false);
    this.field = field;
  }

  /** Which one, as a path such as {@code policy.kids}. */
  public String field() {
    return field;
  }
}
