package dev.fairlead.control.api;

import dev.fairlead.control.json.BindException;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.store.StoreException;
import dev.fairlead.control.tenant.ControlException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as a client is told (RFC 9457 §3.1).
 *
 * @param type the same for all: the code says more
 * @param title of the status
 * @param status of HTTP
 * @param code stable word
 * @param detail a sentence
 * @param field which field is wrong, if one is
 */
public record Problem(
    @Field("Always about:blank: the code says more.") String type,
    @Field("The status in words.") String title,
    @Field("Status of HTTP.") int status,
    @Field("Stable word for programs.") String code,
    @Field("A sentence for people.") String detail,
    @Field("Which field is wrong, when one is.") @Nullable String field) {
  static final String MEDIA_TYPE = "application/problem+json";

  private static final Logger LOG = System.getLogger(Problem.class.getName());

  static Problem of(int status, String code, String detail) {
    return new Problem("about:blank", title(status), status, code, detail, null);
  }

  private static Problem of(int status, String code, String detail, @Nullable String field) {
    return new Problem("about:blank", title(status), status, code, detail, field);
  }

  /** What a failure means to the client; one that is ours is logged and told without detail. */
  static Problem of(Throwable failure) {
    return switch (failure) {
      case ControlException refused ->
          of(status(refused.kind()), refused.code(), refused.sentence(), refused.field());
      case BindException wrong -> of(400, "invalid", wrong.getMessage() + ".", wrong.field());
      case StoreException store when store.kind() == StoreException.Kind.UNAVAILABLE -> {
        LOG.log(Level.WARNING, "a call was refused: {0}", store.getMessage());
        yield of(503, "store_unavailable", "The control store does not answer; try again soon.");
      }
      case StoreException _ ->
          of(409, "conflict", "Somebody else changed this at the same time; try again.");
      default -> {
        LOG.log(Level.ERROR, "a call failed", failure);
        yield of(500, "internal_error", "The server failed to answer this request.");
      }
    };
  }

  private static int status(ControlException.Kind kind) {
    return switch (kind) {
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case INVALID -> 400;
      case CONFLICT -> 409;
      case OVER_LIMIT -> 429;
    };
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}
