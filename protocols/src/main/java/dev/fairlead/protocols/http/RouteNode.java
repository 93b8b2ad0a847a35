package dev.fairlead.protocols.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One place in the tree of path segments. Written while the router is built, read-only after.
 *
 * <p>A segment that could go two ways is tried in order of how much of it is literal; the first way
 * that ends at a route for the method wins.
 */
final class RouteNode {
  private static final String REST = "...";

  /** How one more segment leads on: {@code prefix + parameter + suffix}, or a literal prefix. */
  private record Edge(String prefix, String suffix, boolean literal, RouteNode to) {
    boolean matches(String path, int from, int end) {
      int length = end - from;
      if (literal) {
        return length == prefix.length() && path.startsWith(prefix, from);
      }
      return length > prefix.length() + suffix.length()
          && path.startsWith(prefix, from)
          && path.startsWith(suffix, end - suffix.length());
    }

    int literalLength() {
      return prefix.length() + suffix.length();
    }
  }

  private static final Comparator<Edge> MOST_LITERAL_FIRST =
      Comparator.comparing((Edge edge) -> !edge.literal())
          .thenComparing(Comparator.comparingInt(Edge::literalLength).reversed());

  private final List<Edge> edges = new ArrayList<>();
  private HttpRouter.@Nullable Endpoint here;
  private HttpRouter.@Nullable Endpoint rest;

  /** Adds a route below this root. */
  void insert(HttpRoute route) {
    List<String> names = new ArrayList<>();
    RouteNode node = this;
    String[] segments = route.pattern().substring(1).split("/", -1);
    boolean takesRest = false;
    for (String segment : segments) {
      if (takesRest) {
        throw invalid(route, "the rest must come last");
      }
      int open = segment.indexOf('{');
      int close = segment.indexOf('}');
      if (open < 0 && close < 0) {
        node = node.follow(segment, "", true);
        continue;
      }
      if (open < 0 || close < open || segment.indexOf('{', open + 1) >= 0) {
        throw invalid(route, "one parameter per segment");
      }
      String name = segment.substring(open + 1, close);
      takesRest = name.endsWith(REST);
      names.add(takesRest ? name.substring(0, name.length() - REST.length()) : name);
      if (takesRest && segment.length() != name.length() + 2) {
        throw invalid(route, "the rest stands alone in its segment");
      }
      if (!takesRest) {
        node = node.follow(segment.substring(0, open), segment.substring(close + 1), false);
      }
    }
    if (names.size() > HttpRouter.MAX_PARAMETERS) {
      throw invalid(route, "more than " + HttpRouter.MAX_PARAMETERS + " parameters");
    }
    HttpRouter.Endpoint endpoint = takesRest ? node.rest : node.here;
    if (endpoint == null) {
      endpoint = new HttpRouter.Endpoint();
      if (takesRest) {
        node.rest = endpoint;
      } else {
        node.here = endpoint;
      }
    }
    if (endpoint.leaf(route.method()) != null && !route.method().equals("HEAD")) {
      throw invalid(route, "another route matches the same paths");
    }
    endpoint.add(new HttpRouter.Leaf(route, List.copyOf(names)));
  }

  /** Matches the path from {@code at}, which is its end or a slash. */
  boolean find(String method, String path, int at, int parameters, RouteMatch match) {
    if (at == path.length()) {
      return here != null && match.accept(here, method);
    }
    int from = at + 1;
    int slash = path.indexOf('/', from);
    int end = slash < 0 ? path.length() : slash;
    for (int i = 0; i < edges.size(); i++) {
      Edge edge = edges.get(i);
      if (!edge.matches(path, from, end)) {
        continue;
      }
      int bound = parameters;
      if (!edge.literal()) {
        match.bind(bound++, from + edge.prefix().length(), end - edge.suffix().length());
      }
      if (edge.to().find(method, path, end, bound, match)) {
        return true;
      }
    }
    if (rest == null) {
      return false;
    }
    match.bind(parameters, from, path.length());
    return match.accept(rest, method);
  }

  private RouteNode follow(String prefix, String suffix, boolean literal) {
    for (Edge edge : edges) {
      if (edge.literal() == literal
          && edge.prefix().equals(prefix)
          && edge.suffix().equals(suffix)) {
        return edge.to();
      }
    }
    RouteNode next = new RouteNode();
    edges.add(new Edge(prefix, suffix, literal, next));
    edges.sort(MOST_LITERAL_FIRST);
    return next;
  }

  private static IllegalArgumentException invalid(HttpRoute route, String why) {
    return new IllegalArgumentException(route.method() + " " + route.pattern() + ": " + why);
  }
}
