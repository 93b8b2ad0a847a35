package dev.fairlead.protocols.http.wire;

/** Renders problem documents (RFC 9457 §3) with one member of ours, {@code code}. Stateless. */
public final class ProblemDocument {
  /** Media type of the rendered text. */
  public static final String CONTENT_TYPE = "application/problem+json";

  private ProblemDocument() {}

  /**
   * Renders.
   *
   * @param status the answer's status
   * @param code stable word for programs
   * @param detail sentence for people
   */
  public static String render(int status, String code, String detail) {
    StringBuilder json = new StringBuilder(128 + detail.length());
    json.append("{\"type\":\"about:blank\",\"title\":");
    quote(json, ReasonPhrase.of(status));
    json.append(",\"status\":").append(status).append(",\"code\":");
    quote(json, code);
    json.append(",\"detail\":");
    quote(json, detail);
    return json.append('}').toString();
  }

  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
