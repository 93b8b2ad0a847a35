package dev.fairlead.conformance.admission;

import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.segment.PackagerService;
import dev.fairlead.media.segment.SegmentTargets;
import dev.fairlead.media.session.AccessPolicy;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.SessionEventSink;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.protocols.dash.DashRoutes;
import dev.fairlead.protocols.delivery.Delivery;
import dev.fairlead.protocols.egress.EgressConfig;
import dev.fairlead.protocols.egress.FanOut;
import dev.fairlead.protocols.hls.HlsRoutes;
import dev.fairlead.protocols.http.HttpAccessLog;
import dev.fairlead.protocols.http.HttpConfig;
import dev.fairlead.protocols.http.HttpRouter;
import dev.fairlead.protocols.http.netty.HttpServer;
import dev.fairlead.protocols.progressive.ProgressiveFormat;
import dev.fairlead.protocols.progressive.ProgressiveHandler;
import dev.fairlead.protocols.rtmp.netty.RtmpConfig;
import dev.fairlead.protocols.rtmp.netty.RtmpServer;
import dev.fairlead.protocols.transport.EventLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All protocols on loopback behind one gate whose policy and sink do as they are told. One event
 * loop, so that whoever would block it blocks everyone. Keys and playback ids are names of
 * broadcasts.
 */
final class AdmissionNode implements AutoCloseable, AccessPolicy, SessionEventSink {
  /** How a policy or a sink answers. */
  enum Answer {
    WELL,
    NEVER,
    BY_A_FAILURE,
    BY_THROWING
  }

  private static final TenantId TENANT = new TenantId("tenant");

  private final EventLoops loops = new EventLoops(1);
  private final BroadcastRegistry registry = new BroadcastRegistry(BroadcastLimits.DEFAULT);
  private final PackagerService packager;
  private final Delivery delivery;
  private final HttpServer http;
  private final RtmpServer rtmp;
  private final int httpPort;
  private final List<SessionEvent> recorded = new CopyOnWriteArrayList<>();

  /** Names for which the policy does not answer well. */
  private volatile String troubled = "";

  private volatile Answer policyAnswer = Answer.WELL;
  private volatile Answer sinkAnswer = Answer.WELL;

  AdmissionNode() throws IOException {
    SessionGate gate = new SessionGate(this, this, InstantSource.system());
    packager =
        new PackagerService(
            new SegmentTargets(1_000, 5_000, 200, 20_000),
            PackagerService.DEFAULT_LINGER_NS,
            broadcast -> loops.group().next());
    registry.addListener(packager);
    FanOut fanOut = new FanOut(EgressConfig.DEFAULT);
    delivery = new Delivery(gate, packager);
    HttpRouter.Builder routes = HttpRouter.builder();
    new HlsRoutes(delivery).addTo(routes::get);
    new DashRoutes(delivery, InstantSource.system()).addTo(routes::get);
    for (ProgressiveFormat format : ProgressiveFormat.ALL) {
      routes.add(new ProgressiveHandler(format, gate, registry, fanOut).route());
    }
    http = new HttpServer(loops, HttpConfig.DEFAULT, routes.build(), HttpAccessLog.NONE);
    httpPort = http.bind(new InetSocketAddress("127.0.0.1", 0)).getPort();
    rtmp =
        new RtmpServer(
            loops, registry, gate, fanOut, RtmpConfig.plain(new InetSocketAddress("127.0.0.1", 0)));
    rtmp.start();
  }

  int rtmpPort() {
    return rtmp.address().getPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + httpPort + path;
  }

  /** The policy answers so when it is asked about {@code name}. */
  void policyAnswers(String name, Answer answer) {
    troubled = name;
    policyAnswer = answer;
  }

  /** The sink answers so from now on. */
  void sinkAnswers(Answer answer) {
    sinkAnswer = answer;
  }

  /** What the sink was told. */
  List<SessionEvent> recorded() {
    return recorded;
  }

  @Override
  public CompletionStage<PublishAdmission> admitPublish(PublishRequest request) {
    String name = request.key().secret();
    return answer(
        name.equals(troubled) ? policyAnswer : Answer.WELL,
        new PublishAdmission.Granted(TENANT, new BroadcastKey(name), name, false));
  }

  @Override
  public CompletionStage<PlayAdmission> admitPlay(PlayRequest request) {
    String name = request.playbackId();
    return answer(
        name.equals(troubled) ? policyAnswer : Answer.WELL,
        new PlayAdmission.Granted(TENANT, new BroadcastKey(name)));
  }

  @Override
  public CompletionStage<Void> record(SessionEvent event) {
    recorded.add(event);
    return answer(
        event instanceof SessionEvent.Opened ? sinkAnswer : Answer.WELL, NOTHING.getNow(null));
  }

  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

  private static <T> CompletionStage<T> answer(Answer how, T well) {
    return switch (how) {
      case WELL -> CompletableFuture.completedFuture(well);
      case NEVER -> new CompletableFuture<>();
      case BY_A_FAILURE -> CompletableFuture.failedFuture(new IOException("unreachable"));
      case BY_THROWING -> throw new IllegalStateException("broken");
    };
  }

  @Override
  public void close() {
    registry.all().forEach(broadcast -> broadcast.stop(EndReason.SHUTDOWN));
    rtmp.close();
    http.close();
    delivery.close();
    packager.close();
    loops.close();
  }
}
