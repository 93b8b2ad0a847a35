package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.wire.ByteRange;
import dev.fairlead.protocols.http.wire.EntityTags;
import org.jspecify.annotations.Nullable;

/** What a request makes of the validators of an answer (RFC 9110 §13, §14). Stateless. */
final class Preconditions {
  private Preconditions() {}

  /** Whether the client has these bytes already. */
  static boolean isNotModified(HttpExchange request, AnswerHeaders answer) {
    String tag = answer.get("etag");
    String asked = request.header("if-none-match");
    if (asked != null) {
      return tag != null && EntityTags.matchesAny(asked, tag);
    }
    // Compared as text: a client sends back what it was given.
    String modified = answer.get("last-modified");
    return modified != null && modified.equals(request.header("if-modified-since"));
  }

  /**
   * The part of the answer that is asked for, or null for all of it; {@link
   * ByteRange#isUnsatisfiable} when there is no such part.
   */
  static @Nullable ByteRange range(HttpExchange request, AnswerHeaders answer, long lengthBytes) {
    String asked = request.header("range");
    if (asked == null) {
      return null;
    }
    String condition = request.header("if-range");
    if (condition != null) {
      String tag = answer.get("etag");
      boolean same =
          (tag != null && EntityTags.strongMatch(condition, tag))
              || condition.equals(answer.get("last-modified"));
      if (!same) {
        return null;
      }
    }
    return ByteRange.parse(asked, lengthBytes);
  }
}
