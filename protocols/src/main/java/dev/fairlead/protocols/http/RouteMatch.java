package dev.fairlead.protocols.http;

import org.jspecify.annotations.Nullable;

/**
 * The result of one look-up, reusable. Confined to one thread.
 *
 * <p>Parameters are kept as bounds within the path and cut out only when asked for.
 */
public final class RouteMatch {
  private final int[] bounds = new int[2 * HttpRouter.MAX_PARAMETERS];
  private String path = "";
  private HttpRouter.@Nullable Leaf leaf;
  private HttpRouter.@Nullable Endpoint endpoint;

  void reset(String path) {
    this.path = path;
    leaf = null;
    endpoint = null;
  }

  void bind(int parameter, int from, int to) {
    bounds[2 * parameter] = from;
    bounds[2 * parameter + 1] = to;
  }

  /** Takes {@code candidate} when it answers {@code method}; remembers the first that does not. */
  boolean accept(HttpRouter.Endpoint candidate, String method) {
    leaf = candidate.leaf(method);
    if (leaf != null || endpoint == null) {
      endpoint = candidate;
    }
    return leaf != null;
  }

  /** The route found, or null: then the path is unknown, or known for other methods only. */
  public @Nullable HttpRoute route() {
    return leaf == null ? null : leaf.route();
  }

  /** Whether some method answers at this path. */
  public boolean pathExists() {
    return endpoint != null;
  }

  /** Value of {@code Allow} at this path; empty when nothing answers here. */
  public String allow() {
    return endpoint == null ? "" : endpoint.allow();
  }

  /** The CORS policy of this path, or null for the server's. */
  public @Nullable CorsPolicy cors() {
    HttpRoute route = route();
    if (route != null) {
      return route.cors();
    }
    return endpoint == null ? null : endpoint.first().cors();
  }

  /** What the parameter {@code name} matched; empty when the route has none of that name. */
  public String parameter(String name) {
    int index = leaf == null ? 0 : leaf.parameterNames().indexOf(name);
    if (leaf == null || index < 0) {
      return "";
    }
    return path.substring(bounds[2 * index], bounds[2 * index + 1]);
  }
}
