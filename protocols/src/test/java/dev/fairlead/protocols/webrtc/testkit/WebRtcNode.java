package dev.fairlead.protocols.webrtc.testkit;

import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.session.AccessPolicy;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.SessionDirectory;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.protocols.http.HttpAccessLog;
import dev.fairlead.protocols.http.HttpConfig;
import dev.fairlead.protocols.http.HttpRouter;
import dev.fairlead.protocols.http.netty.HttpServer;
import dev.fairlead.protocols.transport.EventLoops;
import dev.fairlead.protocols.webrtc.netty.WebRtcConfig;
import dev.fairlead.protocols.webrtc.netty.WebRtcServer;
import dev.fairlead.protocols.whip.WhipRoutes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A node with WebRTC, WHIP and WHEP on free ports. Stream keys are {@code sk_NAME}, playback ids
 * {@code NAME}, for every name; {@code sk_forbidden} and {@code forbidden} are refused, {@code
 * sk_unknown} and {@code unknown} not known, {@code sk_full} over a limit.
 */
public final class WebRtcNode implements AutoCloseable {
  private final EventLoops loops;
  private final BroadcastRegistry registry = new BroadcastRegistry(BroadcastLimits.DEFAULT);
  private final ConcurrentLinkedQueue<SessionEvent> events = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Session> publishers = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Session> viewers = new ConcurrentLinkedQueue<>();
  private final WebRtcServer webRtc;
  private final HttpServer http;
  private final ConcurrentLinkedQueue<HttpAccessLog.Access> accesses =
      new ConcurrentLinkedQueue<>();
  private final URI uri;
  private final HttpClient client = HttpClient.newHttpClient();

  /** With two loops and room for everyone. */
  public WebRtcNode() throws IOException {
    this(2, WebRtcConfig.DEFAULT_MAX_SESSIONS);
  }

  /**
   * @param threads event loops
   * @param maxSessions that may be open at once
   */
  public WebRtcNode(int threads, int maxSessions) throws IOException {
    loops = new EventLoops(threads);
    SessionGate gate =
        new SessionGate(
            new Policy(),
            event -> {
              events.add(event);
              return CompletableFuture.completedFuture(null);
            },
            new Directory(),
            InstantSource.system());
    WebRtcConfig config =
        new WebRtcConfig(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(),
            maxSessions,
            WebRtcConfig.DEFAULT_MAX_HANDSHAKES);
    webRtc = new WebRtcServer(loops, registry, null, gate, InstantSource.system(), config);
    webRtc.start();
    HttpRouter.Builder routes = HttpRouter.builder();
    new WhipRoutes(
            webRtc.opener(),
            webRtc::endpointOn,
            List.of("<stun:stun.example.net>; rel=\"ice-server\""))
        .addTo(routes::add);
    http = new HttpServer(loops, HttpConfig.DEFAULT, routes.build(), accesses::add);
    InetSocketAddress address = http.bind(new InetSocketAddress("127.0.0.1", 0));
    uri = URI.create("http://127.0.0.1:" + address.getPort());
  }

  /** Where HTTP is. */
  public URI uri() {
    return uri;
  }

  /** The WebRTC side. */
  public WebRtcServer webRtc() {
    return webRtc;
  }

  /** Where broadcasts are. */
  public BroadcastRegistry registry() {
    return registry;
  }

  /** What was recorded so far. */
  public List<SessionEvent> events() {
    return List.copyOf(events);
  }

  /** Who was let in to publish so far. */
  public List<Session> publishers() {
    return List.copyOf(publishers);
  }

  /** Who was let in to watch so far. */
  public List<Session> viewers() {
    return List.copyOf(viewers);
  }

  /** What was logged so far. */
  public List<HttpAccessLog.Access> accesses() {
    return List.copyOf(accesses);
  }

  /** Sends a request. */
  public HttpResponse<String> request(
      String method, String path, String contentType, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(path.startsWith("http") ? URI.create(path) : uri.resolve(path))
            .timeout(Duration.ofSeconds(10))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!contentType.isEmpty()) {
      request.header("content-type", contentType);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Posts an offer. */
  public HttpResponse<String> post(String path, String offer) {
    return request("POST", path, "application/sdp", offer);
  }

  /** Publishes {@code name}; the peer is connected. */
  public TestPeer publish(String name) throws IOException {
    TestPeer peer = new TestPeer();
    return peer.connect(accepted(post("/whip/sk_" + name, peer.publishOffer())));
  }

  /** Plays {@code name}; the peer is connected. */
  public TestPeer play(String name) throws IOException {
    TestPeer peer = new TestPeer();
    return peer.connect(accepted(post("/whep/" + name, peer.playOffer())));
  }

  private static String accepted(HttpResponse<String> response) {
    if (response.statusCode() != 201) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  @Override
  public void close() {
    client.close();
    webRtc.close();
    registry.all().forEach(broadcast -> broadcast.stop(EndReason.SHUTDOWN));
    http.close();
    loops.close();
  }

  private final class Directory implements SessionDirectory {
    @Override
    public void publishing(
        Session session, PublishRequest request, PublishAdmission.Granted granted) {
      publishers.add(session);
    }

    @Override
    public void playing(Session session, PlayRequest request, PlayAdmission.Granted granted) {
      viewers.add(session);
    }
  }

  private static final class Policy implements AccessPolicy {
    private static final TenantId TENANT = new TenantId("tenant");

    @Override
    public CompletionStage<PublishAdmission> admitPublish(PublishRequest request) {
      String name = request.key().secret().replaceFirst("^sk_", "");
      return CompletableFuture.completedFuture(
          switch (name) {
            case "forbidden" ->
                new PublishAdmission.Refused(RefusalReason.FORBIDDEN, "Not for you.");
            case "unknown" -> new PublishAdmission.Refused(RefusalReason.UNKNOWN, "No such key.");
            case "full" -> new PublishAdmission.Refused(RefusalReason.OVER_LIMIT, "Enough.");
            case "undecided" -> new PublishAdmission.Refused(RefusalReason.UNAVAILABLE, "Later.");
            default -> new PublishAdmission.Granted(TENANT, new BroadcastKey(name), name, false);
          });
    }

    @Override
    public CompletionStage<PlayAdmission> admitPlay(PlayRequest request) {
      return CompletableFuture.completedFuture(
          switch (request.playbackId()) {
            case "forbidden" -> new PlayAdmission.Refused(RefusalReason.FORBIDDEN, "Not for you.");
            case "unknown" -> new PlayAdmission.Refused(RefusalReason.UNKNOWN, "No such thing.");
            default -> new PlayAdmission.Granted(TENANT, new BroadcastKey(request.playbackId()));
          });
    }
  }
}
