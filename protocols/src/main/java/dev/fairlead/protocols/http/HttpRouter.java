package dev.fairlead.protocols.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request. Immutable after {@link Builder#build()}; any thread.
 *
 * <p>Looking up walks the path once through a tree of segments and allocates nothing.
 */
public final class HttpRouter {
  /** Parameters one pattern may have; our longest has two. */
  public static final int MAX_PARAMETERS = 4;

  private final RouteNode root;

  private HttpRouter(RouteNode root) {
    this.root = root;
  }

  /** Starts with no routes. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Looks up.
   *
   * @param method in upper case
   * @param path decoded, beginning with a slash
   * @param match is overwritten with the result
   */
  public void find(String method, String path, RouteMatch match) {
    match.reset(path);
    if (path.startsWith("/")) {
      root.find(method, path, 0, 0, match);
    }
  }

  /** Collects routes. Confined to one thread. */
  public static final class Builder {
    private final List<HttpRoute> routes = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    private Builder() {}

    /** Adds a route; a second one of the same method and pattern is an error. */
    public Builder add(HttpRoute route) {
      if (!taken.add(route.method() + " " + route.pattern())) {
        throw new IllegalArgumentException(
            "two routes for " + route.method() + " " + route.pattern());
      }
      routes.add(route);
      return this;
    }

    /** Adds a GET (and HEAD) route. */
    public Builder get(String pattern, HttpHandler handler) {
      return add(HttpRoute.get(pattern, handler));
    }

    /** Adds a route that takes no body. */
    public Builder on(String method, String pattern, HttpHandler handler) {
      return add(HttpRoute.of(method, pattern, handler));
    }

    /** Makes the router. */
    public HttpRouter build() {
      RouteNode root = new RouteNode();
      for (HttpRoute route : routes) {
        root.insert(route);
      }
      return new HttpRouter(root);
    }
  }

  /** One method's route at the end of a pattern, with its parameters' names in path order. */
  record Leaf(HttpRoute route, List<String> parameterNames) {}

  /** All methods that answer at one place of the tree. */
  static final class Endpoint {
    private final List<Leaf> leaves = new ArrayList<>();
    private String allow = "OPTIONS";

    void add(Leaf leaf) {
      leaves.add(leaf);
      Set<String> methods = new LinkedHashSet<>();
      for (Leaf each : leaves) {
        methods.add(each.route().method());
        if (each.route().method().equals("GET")) {
          methods.add("HEAD");
        }
      }
      methods.remove("OPTIONS");
      methods.add("OPTIONS");
      allow = String.join(", ", methods);
    }

    String allow() {
      return allow;
    }

    @Nullable Leaf leaf(String method) {
      for (int i = 0; i < leaves.size(); i++) {
        if (leaves.get(i).route().method().equals(method)) {
          return leaves.get(i);
        }
      }
      return method.equals("HEAD") ? leaf("GET") : null;
    }

    /** Any route here, for what all methods of a path share. */
    HttpRoute first() {
      return leaves.getFirst().route();
    }
  }
}
