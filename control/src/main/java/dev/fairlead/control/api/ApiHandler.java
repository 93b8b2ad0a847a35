package dev.fairlead.control.api;

import dev.fairlead.control.auth.Credentials;
import dev.fairlead.control.json.BindException;
import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.json.JsonTree;
import dev.fairlead.control.json.RecordBinder;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.Tenant;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls of one operation: takes what came on the loop, works on a thread that may block,
 * and answers on the loop.
 */
final class ApiHandler implements HttpHandler {
  /** Our longest body is a stream with its lists; GraphQL has a longer one. */
  static final int MAX_BODY_BYTES = 65_536;

  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final String JSON = "application/json";
  private static final String BEARER = "bearer ";

  /** Calls without a credential from one address, a minute and at once. */
  private static final int OPEN_PER_MINUTE = 60;

  private static final int OPEN_BURST = 30;

  private final Operation operation;
  private final Shared shared;

  /**
   * What all operations share.
   *
   * @param credentials finds out who calls
   * @param tenants tells how much a caller may call
   * @param budget counts calls
   * @param idempotency keeps answers
   * @param threads may block
   * @param places calls at the same time; beyond it the node has more to do than it can
   */
  record Shared(
      Credentials credentials,
      TenantLimits tenants,
      RequestBudget budget,
      Idempotency idempotency,
      Executor threads,
      Semaphore places) {}

  /** Tells how much a tenant may call. */
  interface TenantLimits {
    Tenant.Limits of(Caller caller);
  }

  ApiHandler(Operation operation, Shared shared) {
    this.operation = operation;
    this.shared = shared;
  }

  /** What came, taken off the loop's buffers. */
  private record Arrived(
      String bearer,
      InetAddress remote,
      Map<String, String> path,
      Map<String, String> query,
      String body,
      @Nullable String idempotencyKey,
      ApiCall.Origin origin) {}

  /** What goes out. */
  private record Reply(
      int status,
      String contentType,
      String body,
      Map<String, String> headers,
      @Nullable String cookie) {}

  @Override
  public void handle(HttpExchange exchange) {
    Arrived arrived = arrived(exchange);
    if (!shared.places().tryAcquire()) {
      send(
          exchange,
          problem(Problem.of(503, "busy", "Too many calls at once; try again soon."), Map.of()));
      return;
    }
    try {
      shared
          .threads()
          .execute(
              () -> {
                Reply reply;
                try {
                  reply = reply(arrived);
                } finally {
                  shared.places().release();
                }
                exchange.loop().execute(() -> send(exchange, reply));
              });
    } catch (RejectedExecutionException e) {
      shared.places().release();
      send(exchange, problem(Problem.of(503, "closing", "This server ends."), Map.of()));
    }
  }

  private Arrived arrived(HttpExchange exchange) {
    String authorization = exchange.header("Authorization");
    boolean bearer =
        authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    Map<String, String> path = new HashMap<>();
    for (String name : operation.pathParameters()) {
      path.put(name, exchange.pathParameter(name));
    }
    String agent = exchange.header("User-Agent");
    InetAddress remote = exchange.remote().getAddress();
    return new Arrived(
        bearer && authorization != null ? authorization.substring(BEARER.length()).strip() : "",
        remote,
        path,
        exchange.query(),
        exchange.body().toString(StandardCharsets.UTF_8),
        exchange.header(IDEMPOTENCY_KEY),
        new ApiCall.Origin(
            remote.getHostAddress(), agent == null ? "" : agent, RefreshCookie.of(exchange)));
  }

  private Reply reply(Arrived arrived) {
    Map<String, String> headers = new HashMap<>();
    try {
      Caller caller = caller(arrived);
      if (!budget(arrived, caller, headers)) {
        return problem(
            Problem.of(429, "rate_limited", "Too many calls; the headers say when to go on."),
            headers);
      }
      permit(caller);
      ApiCall call =
          new ApiCall(
              caller,
              arrived.path(),
              arrived.query(),
              body(arrived),
              arrived.origin(),
              arrived.body());
      return reply(arrived, caller, call, headers);
    } catch (ControlException | BindException e) {
      if (e instanceof ControlException refused
          && refused.kind() == ControlException.Kind.UNAUTHENTICATED) {
        headers.put("WWW-Authenticate", "Bearer");
      }
      return problem(Problem.of(e), headers);
    } catch (RuntimeException e) {
      return problem(Problem.of(e), headers);
    }
  }

  private @Nullable Caller caller(Arrived arrived) {
    return operation.access() instanceof Operation.Access.Open
        ? null
        : shared.credentials().caller(arrived.bearer(), arrived.remote());
  }

  private boolean budget(Arrived arrived, @Nullable Caller caller, Map<String, String> headers) {
    RequestBudget.Answer answer;
    if (caller == null) {
      answer =
          shared.budget().take("remote " + arrived.origin().remote(), OPEN_PER_MINUTE, OPEN_BURST);
    } else {
      Tenant.Limits limits = shared.tenants().of(caller);
      answer =
          shared
              .budget()
              .take(
                  "tenant " + caller.tenant().value(),
                  limits.requestsPerMinute(),
                  limits.requestBurst());
    }
    if (answer.limit() > 0) {
      headers.put("RateLimit-Limit", String.valueOf(answer.limit()));
      headers.put("RateLimit-Remaining", String.valueOf(answer.remaining()));
      headers.put("RateLimit-Reset", String.valueOf(answer.resetSeconds()));
      if (!answer.granted()) {
        headers.put("Retry-After", String.valueOf(Math.max(1, answer.resetSeconds())));
      }
    }
    return answer.granted();
  }

  private void permit(@Nullable Caller caller) {
    if (operation.access() instanceof Operation.Access.Holding holding && caller != null) {
      caller.demand(holding.permission());
    }
  }

  private @Nullable Record body(Arrived arrived) throws BindException {
    Class<? extends Record> type = operation.request();
    if (type == null) {
      return null;
    }
    try {
      return RecordBinder.bind(
          arrived.body().isBlank() ? Map.of() : JsonTree.parse(arrived.body()), type);
    } catch (IOException e) {
      throw ControlException.of(
          ControlException.Kind.INVALID, "malformed_body", "The body is not valid JSON.");
    }
  }

  private Reply reply(
      Arrived arrived, @Nullable Caller caller, ApiCall call, Map<String, String> headers) {
    String key = arrived.idempotencyKey();
    if (key == null || caller == null || !operation.method().equals("POST")) {
      Object answer = operation.work().run(call);
      boolean unexpected = operation.response() == null && answer != null;
      return new Reply(
          unexpected ? 200 : operation.status(),
          JSON,
          json(answer),
          headers,
          RefreshCookie.set(answer));
    }
    if (key.isBlank() || key.length() > Idempotency.MAX_KEY_CHARS) {
      throw ControlException.invalid(
          IDEMPOTENCY_KEY,
          IDEMPOTENCY_KEY + " has 1 to " + Idempotency.MAX_KEY_CHARS + " characters");
    }
    Idempotency.Answer answer =
        shared
            .idempotency()
            .once(
                caller.tenant(),
                key,
                caller.actor().id()
                    + " "
                    + operation.id()
                    + " "
                    + arrived.path()
                    + " "
                    + arrived.body(),
                () -> new Idempotency.Answer(operation.status(), json(operation.work().run(call))));
    return new Reply(answer.status(), JSON, answer.body(), headers, null);
  }

  private static String json(@Nullable Object answer) {
    if (answer == null) {
      return "";
    }
    return JsonText.of(
        answer instanceof Page<?> page
            ? new Operation.PageView(List.copyOf(page.items()), page.nextCursor())
            : RefreshCookie.withoutSecret(answer));
  }

  private static Reply problem(Problem problem, Map<String, String> headers) {
    return new Reply(problem.status(), Problem.MEDIA_TYPE, JsonText.of(problem), headers, null);
  }

  private static void send(HttpExchange exchange, Reply reply) {
    exchange.setHeader("Cache-Control", "no-store");
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    reply.headers().forEach(exchange::setHeader);
    if (reply.cookie() != null) {
      exchange.setHeader("Set-Cookie", reply.cookie());
    }
    if (reply.body().isEmpty()) {
      exchange.respondEmpty(reply.status());
    } else {
      exchange.respondText(reply.status(), reply.contentType(), reply.body());
    }
  }
}
