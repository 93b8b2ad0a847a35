package dev.fairlead.control.api;

import dev.fairlead.control.auth.AccessWorld;
import dev.fairlead.control.auth.Invitations;
import dev.fairlead.control.auth.SelfService;
import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.json.JsonTree;
import dev.fairlead.control.outbound.Mailer;
import dev.fairlead.control.stream.KeyRecord;
import dev.fairlead.control.stream.LiveStream;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Account;
import dev.fairlead.control.tenant.Accounts;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.Role;
import dev.fairlead.control.tenant.Tenant;
import dev.fairlead.control.tenant.Tenants;
import dev.fairlead.control.webhook.LiveEvents;
import dev.fairlead.control.webhook.WebhookDispatcher;
import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.broadcast.PublisherClaim;
import dev.fairlead.media.broadcast.PublisherListener;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.protocols.http.CorsPolicy;
import dev.fairlead.protocols.http.HttpAccessLog;
import dev.fairlead.protocols.http.HttpConfig;
import dev.fairlead.protocols.http.HttpLimits;
import dev.fairlead.protocols.http.HttpRouter;
import dev.fairlead.protocols.http.netty.HttpServer;
import dev.fairlead.protocols.transport.EventLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The API on a port of its own, over a store with two tenants. */
final class ApiWorld implements AutoCloseable {
  static final String PASSWORD = "a password for tests";

  final AccessWorld access;
  final Api api;
  final BroadcastRegistry broadcasts = new BroadcastRegistry(BroadcastLimits.DEFAULT);

  /** The other tenant, with a stream of its own. */
  final Tenant other;

  final LiveStream othersStream;
  final KeyRecord othersKey;

  /** Mails that were sent. */
  final BlockingQueue<Mailer.Mail> mails = new LinkedBlockingQueue<>();

  final Invitations invitations;
  final WebhookDispatcher dispatcher;
  private final LiveEvents liveEvents;

  /** How far the time of forms, invitations and the outbox is ahead. */
  volatile long aheadNs;

  private final EventLoops loops = new EventLoops(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
  private final HttpServer server;
  private final URI origin;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ApiWorld(Path folder) throws IOException {
    this("", folder);
  }

  ApiWorld(String url, Path folder) throws IOException {
    access = new AccessWorld(url, folder);
    Tenant.Limits many = new Tenant.Limits(100, 0, 0, 600_000, 100_000);
    access
        .services
        .tenants()
        .update(Actor.NODE, access.tenant.id(), new Tenants.Change(null, null, null, many));
    other = access.services.tenants().create(Actor.NODE, "b", Tenant.Tier.FREE, many);
    othersStream =
        access.services.streams().create(other.id(), Actor.NODE, Streams.Fresh.named("other"));
    othersKey =
        access.services.streams().keys(other.id()).list(other.id(), othersStream.id()).getFirst();
    InstantSource clock = () -> Instant.now().plusNanos(aheadNs);
    invitations =
        new Invitations(
            access.services, () -> "http://node/console", mails::add, clock, this::nanoTime);
    dispatcher =
        new WebhookDispatcher(
            access.services.webhooks(),
            access.services.database(),
            access.services.vault(),
            access.services.audit(),
            access.http,
            threads,
            clock);
    liveEvents =
        new LiveEvents(
            access.services.webhooks(),
            access.services.database(),
            access.services.streams(),
            threads);
    broadcasts.addListener(liveEvents);
    access.sessions.addListener(liveEvents);
    api =
        new Api(
            access.services,
            new Api.Doors(
                new SelfService(
                    access.services,
                    new SelfService.Rules(true, () -> "http://node/console"),
                    mails::add,
                    threads,
                    InstantSource.system(),
                    this::nanoTime),
                invitations),
            dispatcher,
            new LiveState(broadcasts, access.sessions),
            access.access,
            () -> new Api.Node("1", 1935, null, 8080, null),
            threads,
            InstantSource.system(),
            System::nanoTime);
    var _ = ticks.scheduleAtFixedRate(() -> api.feed().look(), 50, 50, TimeUnit.MILLISECONDS);
    var _ = ticks.scheduleAtFixedRate(dispatcher::look, 50, 50, TimeUnit.MILLISECONDS);
    HttpRouter.Builder routes = HttpRouter.builder();
    api.routes().forEach(routes::add);
    server =
        new HttpServer(
            loops,
            // Tests ask as fast as they can over one connection; limits have tests of their own.
            new HttpConfig(
                HttpLimits.DEFAULT.withRequestsPerSecond(100_000), CorsPolicy.NONE, List.of()),
            routes.build(),
            HttpAccessLog.NONE);
    InetSocketAddress address = server.bind(new InetSocketAddress("127.0.0.1", 0));
    origin = URI.create("http://127.0.0.1:" + address.getPort());
  }

  private long nanoTime() {
    return System.nanoTime() + aheadNs;
  }

  /** An account of that role in a tenant. */
  Account account(Tenant tenant, String email, Role role, boolean operator) {
    return access
        .services
        .accounts()
        .create(
            Caller.of(tenant.id(), Actor.NODE),
            new Accounts.Fresh(
                email, email, access.services.passwords().hash(PASSWORD), role, operator));
  }

  /** Signs in; gives the access token. */
  String login(String email) {
    Answer answer = call("POST", "/auth/login", null, Map.of("email", email, "password", PASSWORD));
    if (answer.status() != 200) {
      throw new AssertionError(answer);
    }
    return answer.text("accessToken");
  }

  /** A broadcast that is live on that loop. */
  Publisher goLive(TenantId tenant, BroadcastKey key, Executor loop) throws Exception {
    CompletableFuture<Publisher> granted = new CompletableFuture<>();
    broadcasts.claim(
        key,
        tenant,
        new PublisherClaim(
            loop,
            new PublisherListener() {
              @Override
              public void granted(Publisher publisher, boolean resumed) {
                granted.complete(publisher);
              }

              @Override
              public void refused() {
                granted.completeExceptionally(new AssertionError("refused"));
              }

              @Override
              public void evicted(Eviction reason) {}
            },
            false));
    return granted.get(10, TimeUnit.SECONDS);
  }

  /**
   * An answer.
   *
   * @param status of HTTP
   * @param body as it came
   * @param headers as they came
   */
  record Answer(int status, String body, HttpHeaders headers) {
    @SuppressWarnings("unchecked")
    Map<String, @Nullable Object> json() {
      try {
        return (Map<String, @Nullable Object>) JsonTree.parse(body);
      } catch (IOException e) {
        throw new AssertionError(body, e);
      }
    }

    String text(String field) {
      return String.valueOf(json().get(field));
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> items() {
      return (List<Map<String, Object>>) json().get("items");
    }
  }

  Answer call(String method, String path, @Nullable String token, @Nullable Object body) {
    return call(method, path, token, body, Map.of());
  }

  Answer call(
      String method,
      String path,
      @Nullable String token,
      @Nullable Object body,
      Map<String, String> headers) {
    return send(
        method,
        Api.ROOT + path,
        token,
        body == null ? "" : body instanceof String text ? text : JsonText.of(body),
        headers);
  }

  Answer send(
      String method,
      String path,
      @Nullable String token,
      String body,
      Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(origin.resolve(path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response.headers());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** A WebSocket at that path. */
  Socket socket(String path, String... protocols) {
    Socket socket = new Socket();
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (protocols.length > 0) {
      builder.subprotocols(protocols[0]);
    }
    socket.peer =
        builder.buildAsync(URI.create("ws://" + origin.getAuthority() + path), socket).join();
    return socket;
  }

  /** The client's end of a WebSocket. */
  static final class Socket implements WebSocket.Listener {
    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private WebSocket peer;

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        messages.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
      closed.complete(statusCode);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }

    void send(Object message) {
      peer.sendText(message instanceof String text ? text : JsonText.of(message), true).join();
    }

    /** The next message. */
    String next() throws InterruptedException {
      String message = messages.poll(10, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message came");
      }
      return message;
    }

    String nextOrNull(long ms) throws InterruptedException {
      return messages.poll(ms, TimeUnit.MILLISECONDS);
    }
  }

  URI origin() {
    return origin;
  }

  @Override
  public void close() {
    ticks.shutdownNow();
    server.close();
    threads.shutdownNow();
    access.close();
    loops.close();
  }
}
