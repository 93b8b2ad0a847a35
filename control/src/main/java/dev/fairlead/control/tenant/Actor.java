package dev.fairlead.control.tenant;

/**
 * Who does something, for the audit log.
 *
 * @param kind which kind
 * @param id of the account or token
 * @param remote from where, as far as known
 */
public record Actor(Kind kind, String id, String remote) {
  /** Kinds of actors. */
  public enum Kind {
    ACCOUNT,
    API_TOKEN,
    /** Somebody with access to the data folder. */
    COMMAND_LINE,
    /** The node itself. */
    NODE
  }

  /** The node itself. */
  public static final Actor NODE = new Actor(Kind.NODE, "node", "");

  /** Somebody with access to the data folder. */
  public static final Actor COMMAND_LINE = new Actor(Kind.COMMAND_LINE, "command-line", "");
}
