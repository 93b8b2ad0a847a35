package dev.fairlead.control.api;

import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.media.session.TenantId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of an operation, with what came along. Immutable. */
public final class ApiCall {
  private final @Nullable Caller caller;
  private final Map<String, String> path;
  private final Map<String, String> query;
  private final @Nullable Record body;
  private final Origin origin;
  private final String text;

  /**
   * From where a call came.
   *
   * @param remote address of the client
   * @param agent what the client calls itself
   * @param cookie value of the cookie that holds a refresh token, null when there is none
   */
  public record Origin(String remote, String agent, @Nullable String cookie) {
    @Override
    public String toString() {
      return "Origin[" + remote + "]";
    }
  }

  /**
   * @param caller null only where everybody may call
   * @param path parameters of the path
   * @param query parameters of the query
   * @param body bound, null when there is none
   * @param origin from where
   * @param text the body as it came
   */
  public ApiCall(
      @Nullable Caller caller,
      Map<String, String> path,
      Map<String, String> query,
      @Nullable Record body,
      Origin origin,
      String text) {
    this.text = text;
    this.caller = caller;
    this.path = path;
    this.query = query;
    this.body = body;
    this.origin = origin;
  }

  /** Who calls. */
  Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("an operation that is open to all has no caller");
    }
    return caller;
  }

  /** Whose things are meant: the credential's, whatever else was sent. */
  TenantId tenant() {
    return caller().tenant();
  }

  /** A parameter of the path. */
  String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("the path has no " + name);
    }
    return value;
  }

  /** A parameter of the query, or null. */
  @Nullable String query(String name) {
    String value = query.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** Where the page begins that is asked for. */
  Page.Request page() {
    String limit = query("limit");
    try {
      return Page.Request.of(query("cursor"), limit == null ? null : Integer.valueOf(limit));
    } catch (NumberFormatException e) {
      throw ControlException.invalid("limit", "limit must be a whole number");
    }
  }

  /** The body. */
  <R extends Record> R body(Class<R> type) {
    R bound = type.cast(body);
    if (bound == null) {
      throw new IllegalStateException("this operation takes no body");
    }
    return bound;
  }

  /** The body as it came, for what is no record. */
  String text() {
    return text;
  }

  Origin origin() {
    return origin;
  }
}
