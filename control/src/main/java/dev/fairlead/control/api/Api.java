package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.auth.Invitations;
import dev.fairlead.control.auth.SelfService;
import dev.fairlead.control.auth.StoreAccess;
import dev.fairlead.control.tenant.Tenant;
import dev.fairlead.control.webhook.WebhookDispatcher;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import dev.fairlead.protocols.http.HttpRoute;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All operations and their routes. Made once; any thread. */
public final class Api {
  /** Where the API begins. */
  public static final String ROOT = "/api/v1";

  /** Where GraphQL is spoken. */
  public static final String GRAPHQL = "/graphql";

  /** Calls at the same time: each holds a thread, and at most a few of them a connection. */
  private static final int MAX_CALLS = 512;

  private final ControlServices services;
  private final Executor threads;
  private final List<Operation> operations;
  private final ApiHandler.Shared shared;
  private final LiveFeed feed;

  /**
   * The node as a client sees it.
   *
   * @param version of the product
   * @param rtmpPort where RTMP listens
   * @param rtmpsPort where RTMP over TLS listens, null when it does not
   * @param httpPort where public HTTP listens
   * @param httpsPort where public HTTPS listens, null when it does not
   */
  public record Node(
      String version,
      int rtmpPort,
      @Nullable Integer rtmpsPort,
      int httpPort,
      @Nullable Integer httpsPort) {}

  /**
   * How people come in.
   *
   * @param selfService what they do for themselves
   * @param invitations what others do for them
   */
  public record Doors(SelfService selfService, Invitations invitations) {}

  /**
   * @param services of the store
   * @param doors how people come in
   * @param dispatcher tells tenants' servers
   * @param live what is going on
   * @param access sends viewers away
   * @param node where it listens, asked when it does
   * @param threads may block
   * @param clock finds out what is over
   * @param nanoTime monotonic time
   */
  public Api(
      ControlServices services,
      Doors doors,
      WebhookDispatcher dispatcher,
      LiveState live,
      StoreAccess access,
      Supplier<Node> node,
      Executor threads,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.services = services;
    this.threads = threads;
    operations = operations(services, doors, dispatcher, live, access, node);
    feed = new LiveFeed(services, live, threads);
    shared =
        new ApiHandler.Shared(
            services.credentials(),
            caller -> limits(caller.tenant().value()),
            new RequestBudget(nanoTime),
            new Idempotency(services.database(), services.vault(), clock),
            threads,
            new Semaphore(MAX_CALLS));
  }

  private Tenant.Limits limits(String tenant) {
    return services.tenants().find(new TenantId(tenant)).limits();
  }

  private static List<Operation> operations(
      ControlServices services,
      Doors doors,
      WebhookDispatcher dispatcher,
      LiveState live,
      StoreAccess access,
      Supplier<Node> node) {
    List<Operation> all = new ArrayList<>();
    all.addAll(new AuthResource(services).operations());
    all.addAll(new SecondFactorResource(services).operations());
    all.addAll(new SignUpResource(doors.selfService()).operations());
    all.addAll(new TenantResource(services).operations());
    all.addAll(new UserResource(services).operations());
    all.addAll(new InvitationResource(doors.invitations()).operations());
    all.addAll(new TokenResource(services).operations());
    all.addAll(new StreamResource(services, live).operations());
    all.addAll(new KeyResource(services).operations());
    all.addAll(new SessionResource(services, live, access).operations());
    all.addAll(new SigningKeyResource(services).operations());
    all.addAll(new WebhookResource(services, dispatcher).operations());
    all.addAll(new AuditResource(services).operations());
    all.addAll(new NodeResource(() -> view(node.get())).operations());
    return List.copyOf(all);
  }

  private static NodeResource.NodeView view(Node node) {
    return new NodeResource.NodeView(
        node.version(), node.rtmpPort(), node.rtmpsPort(), node.httpPort(), node.httpsPort());
  }

  /** What tells of changes; to be woken a few times a second. */
  public LiveFeed feed() {
    return feed;
  }

  /** All operations. */
  public List<Operation> operations() {
    return operations;
  }

  /** All routes, the description and the public keys included. */
  public List<HttpRoute> routes() {
    List<HttpRoute> routes = new ArrayList<>();
    for (Operation operation : operations) {
      HttpRoute route =
          HttpRoute.of(
              operation.method(), ROOT + operation.path(), new ApiHandler(operation, shared));
      routes.add(operation.writes() ? route.withBody(ApiHandler.MAX_BODY_BYTES) : route);
    }
    routes.add(
        HttpRoute.get(ROOT + "/openapi.json", json(OpenApiDocument::text, "public, max-age=300")));
    GraphQlEngine engine = new GraphQlEngine(operations, services, feed, threads);
    routes.add(
        HttpRoute.of("POST", GRAPHQL, new ApiHandler(GraphQlRequest.operation(engine), shared))
            .withBody(ApiHandler.MAX_BODY_BYTES));
    routes.add(HttpRoute.get(GRAPHQL, new GraphQlSocket(engine, services.credentials(), threads)));
    routes.add(HttpRoute.get(ROOT + "/ws", new LiveSocket(services.credentials(), feed, threads)));
    routes.add(
        HttpRoute.get(
            "/.well-known/jwks.json",
            json(() -> services.accessTokens().jwks(), "public, max-age=300")));
    return routes;
  }

  /** Answers with a text that is made on a thread that may block. */
  private HttpHandler json(Supplier<String> text, String caching) {
    return exchange ->
        threads.execute(
            () -> {
              Reply reply = reply(text);
              exchange.loop().execute(() -> reply.send(exchange, caching));
            });
  }

  private record Reply(@Nullable String text, @Nullable Problem problem) {
    void send(HttpExchange exchange, String caching) {
      if (text != null) {
        exchange.setHeader("Cache-Control", caching);
        exchange.respondText(200, "application/json", text);
      } else if (problem != null) {
        exchange.respondProblem(problem.status(), problem.code(), problem.detail());
      }
    }
  }

  private static Reply reply(Supplier<String> text) {
    try {
      return new Reply(text.get(), null);
    } catch (RuntimeException e) {
      return new Reply(null, Problem.of(e));
    }
  }
}
