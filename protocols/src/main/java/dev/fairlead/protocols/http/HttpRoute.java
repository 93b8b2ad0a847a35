package dev.fairlead.protocols.http;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One method and path pattern with the handler that answers it. Immutable.
 *
 * <p>A pattern is a path whose segments are literal ({@code hls}), a parameter ({@code {id}}), a
 * parameter with literal ends ({@code {id}.flv}) or, last, a parameter that takes the rest of the
 * path, slashes included and possibly nothing ({@code {file...}}). Literal segments win over
 * parameters with ends, those over plain parameters, those over the rest.
 *
 * @param method in upper case; a GET route also answers HEAD
 * @param pattern begins with a slash
 * @param maxBodyBytes longest request body taken; 0 refuses any
 * @param cors what other origins may do; null for the server's policy
 * @param secretPath whether parameters of the path are secrets: logs show the pattern instead
 * @param handler answers
 */
public record HttpRoute(
    String method,
    String pattern,
    int maxBodyBytes,
    @Nullable CorsPolicy cors,
    boolean secretPath,
    HttpHandler handler) {
  /** Checks what can be checked without the other routes. */
  public HttpRoute {
    Objects.requireNonNull(handler, "handler");
    if (!pattern.startsWith("/")) {
      throw new IllegalArgumentException("pattern must begin with a slash: " + pattern);
    }
    if (maxBodyBytes < 0) {
      throw new IllegalArgumentException("maxBodyBytes is negative: " + maxBodyBytes);
    }
  }

  /** A route for {@code method} that takes no body, under the server's CORS policy. */
  public static HttpRoute of(String method, String pattern, HttpHandler handler) {
    return new HttpRoute(method, pattern, 0, null, false, handler);
  }

  /** A GET (and HEAD) route. */
  public static HttpRoute get(String pattern, HttpHandler handler) {
    return of("GET", pattern, handler);
  }

  /** The same, taking request bodies of up to {@code maxBodyBytes}. */
  public HttpRoute withBody(int maxBodyBytes) {
    return new HttpRoute(method, pattern, maxBodyBytes, cors, secretPath, handler);
  }

  /** The same, its path kept out of logs. */
  public HttpRoute withSecretPath() {
    return new HttpRoute(method, pattern, maxBodyBytes, cors, true, handler);
  }

  /** The same under its own CORS policy. */
  public HttpRoute withCors(CorsPolicy cors) {
    return new HttpRoute(method, pattern, maxBodyBytes, cors, secretPath, handler);
  }
}
