package dev.fairlead.protocols.rtmp.netty;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastListener;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.session.AccessPolicy;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.protocols.egress.EgressConfig;
import dev.fairlead.protocols.egress.EgressCounter;
import dev.fairlead.protocols.egress.FanOut;
import dev.fairlead.protocols.rtmp.testkit.SampleCollector;
import dev.fairlead.protocols.transport.EventLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * A whole RTMP server on loopback. Keys that begin with {@code sk_} are good, everything else is
 * unknown; what follows names the broadcast, and the playback id is that name. Every broadcast's
 * samples are collected from its first.
 */
final class RtmpServerRig implements AutoCloseable, AccessPolicy, BroadcastListener {
  private static final TenantId TENANT = new TenantId("tenant");
  private static final String KEY_PREFIX = "sk_";
  private static final long TIMEOUT_S = 20;

  final EventLoops loops = new EventLoops(2);
  final BroadcastRegistry registry;
  final List<SessionEvent> events = new CopyOnWriteArrayList<>();
  final ConcurrentHashMap<String, SampleCollector> collectors = new ConcurrentHashMap<>();
  final FanOut fanOut = new FanOut(EgressConfig.DEFAULT);
  final RtmpServer server;
  volatile boolean takeover;

  /** Who publishes as {@code slow} waits for this. */
  final CompletableFuture<Void> decision = new CompletableFuture<>();

  private final ExecutorService reader = Executors.newSingleThreadExecutor();

  RtmpServerRig() throws IOException {
    this(BroadcastLimits.DEFAULT, config -> config);
  }

  RtmpServerRig(BroadcastLimits limits, UnaryOperator<RtmpConfig> change) throws IOException {
    registry = new BroadcastRegistry(limits);
    registry.addListener(this);
    SessionGate gate =
        new SessionGate(
            this,
            event -> {
              events.add(event);
              return CompletableFuture.completedFuture(null);
            },
            InstantSource.system());
    server =
        new RtmpServer(
            loops,
            registry,
            gate,
            fanOut,
            change.apply(RtmpConfig.plain(new InetSocketAddress("127.0.0.1", 0))));
    server.start();
  }

  int port() {
    return server.address().getPort();
  }

  String publishUrl(String name) {
    return "rtmp://127.0.0.1:" + port() + "/live/" + KEY_PREFIX + name;
  }

  String playUrl(String name) {
    return "rtmp://127.0.0.1:" + port() + "/play/" + name;
  }

  SampleCollector collector(String name) {
    return collectors.computeIfAbsent(name, absent -> new SampleCollector());
  }

  @Override
  public CompletionStage<PublishAdmission> admitPublish(PublishRequest request) {
    String secret = request.key().secret();
    if (!secret.startsWith(KEY_PREFIX)) {
      return CompletableFuture.completedFuture(
          new PublishAdmission.Refused(RefusalReason.UNKNOWN, "This stream key is not known."));
    }
    String name = secret.substring(KEY_PREFIX.length());
    PublishAdmission granted =
        new PublishAdmission.Granted(TENANT, new BroadcastKey(name), name, takeover);
    return name.equals("slow")
        ? decision.thenApply(made -> granted)
        : CompletableFuture.completedFuture(granted);
  }

  @Override
  public CompletionStage<PlayAdmission> admitPlay(PlayRequest request) {
    return CompletableFuture.completedFuture(
        new PlayAdmission.Granted(TENANT, new BroadcastKey(request.playbackId())));
  }

  @Override
  public void broadcastStarted(Broadcast broadcast) {
    broadcast.subscribe(collector(broadcast.key().value()), reader);
  }

  @Override
  public void broadcastEnded(Broadcast broadcast, EndReason reason) {}

  /** Waits until so many viewers, or groups of them, are there. */
  void awaitViewers(EgressCounter gauge, int count) {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
    while (fanOut.counters().value(gauge) != count) {
      if (System.nanoTime() - deadlineNs > 0) {
        throw new IllegalStateException(
            gauge + " is " + fanOut.counters().value(gauge) + ", not " + count);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Waits for the first session that ends. */
  SessionEvent.Closed awaitClosedSession() {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
    while (true) {
      for (SessionEvent event : events) {
        if (event instanceof SessionEvent.Closed closed) {
          return closed;
        }
      }
      if (System.nanoTime() - deadlineNs > 0) {
        throw new IllegalStateException("no session has ended: " + events);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    server.close();
    registry.all().forEach(broadcast -> broadcast.stop(EndReason.SHUTDOWN));
    for (SampleCollector collector : collectors.values()) {
      collector.awaitEnd();
    }
    awaitViewers(EgressCounter.GROUPS_NOW, 0);
    loops.close();
    reader.shutdownNow();
  }
}
