package dev.fairlead.protocols.webrtc.netty;

import dev.fairlead.media.bridge.Bridges;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.time.WallClock;
import dev.fairlead.protocols.dtls.DtlsCounter;
import dev.fairlead.protocols.dtls.DtlsHandshakes;
import dev.fairlead.protocols.dtls.DtlsIdentities;
import dev.fairlead.protocols.ice.core.IceCounter;
import dev.fairlead.protocols.rtp.core.RtpCounter;
import dev.fairlead.protocols.transport.EventLoops;
import dev.fairlead.protocols.transport.TcpListener;
import dev.fairlead.protocols.transport.UdpCounter;
import dev.fairlead.protocols.transport.UdpPort;
import dev.fairlead.protocols.webrtc.bridge.PeerEndpoint;
import dev.fairlead.protocols.webrtc.bridge.PeerSession;
import dev.fairlead.protocols.webrtc.bridge.PeerSessions;
import dev.fairlead.protocols.webrtc.bridge.SessionOpener;
import dev.fairlead.protocols.webrtc.bridge.WebRtcCounter;
import dev.fairlead.protocols.webrtc.bridge.WebRtcServices;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The WebRTC side of a node: one port for all sessions, over UDP and TCP. Any thread may start and
 * close it.
 */
public final class WebRtcServer implements AutoCloseable {
  private static final long CLOSE_TIMEOUT_MS = 2_000;

  /** Free ports that are tried until one is free over both. */
  private static final int MAX_PORTS_TRIED = 16;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final EventLoops loops;
  private final WebRtcConfig config;
  private final InstantSource clock;
  private final PeerSessions sessions;
  private final WebRtcServices services;
  private final SessionOpener opener;
  private final Map<UdpPortKey, LoopEndpoint> endpoints = new HashMap<>();
  private volatile @Nullable UdpPort port;
  private volatile @Nullable TcpListener tcp;
  private volatile List<String> candidates = List.of();

  /** A loop, by identity. */
  private record UdpPortKey(EventLoop loop) {}

  /**
   * @param bridges make sound that viewers know of what publishers send, null for none
   */
  public WebRtcServer(
      EventLoops loops,
      BroadcastRegistry registry,
      @Nullable Bridges bridges,
      SessionGate gate,
      InstantSource clock,
      WebRtcConfig config) {
    this.loops = loops;
    this.config = config;
    this.clock = clock;
    SecureRandom random = new SecureRandom();
    Instant now = clock.instant();
    sessions = new PeerSessions(config.maxSessions());
    services =
        new WebRtcServices(
            registry,
            bridges,
            gate,
            new DtlsHandshakes(config.maxHandshakes()),
            new DtlsIdentities(random),
            random,
            PooledByteBufAllocator.DEFAULT,
            new WallClock(
                now.getEpochSecond() * NANOS_PER_SECOND + now.getNano(), System.nanoTime()),
            new CounterSet<>(WebRtcCounter.class),
            new CounterSet<>(IceCounter.class),
            new CounterSet<>(RtpCounter.class));
    opener = new SessionOpener(services, sessions, () -> candidates, clock);
  }

  /**
   * Begins to receive.
   *
   * @throws IOException when the port is taken or the address not ours
   */
  public void start() throws IOException {
    int tries = config.bind().getPort() == 0 ? MAX_PORTS_TRIED : 1;
    for (int i = 1; port == null; i++) {
      bind(i == tries);
    }
    candidates = LocalCandidates.of(address(), config.publicAddresses());
  }

  private void bind(boolean last) throws IOException {
    UdpPort bound =
        UdpPort.bind(
            loops,
            config.bind(),
            socket -> {
              LoopEndpoint endpoint =
                  new LoopEndpoint(socket, loops.timerOf(socket.loop()), sessions, services);
              synchronized (endpoints) {
                endpoints.put(new UdpPortKey(socket.loop()), endpoint);
              }
              return endpoint;
            });
    // Before the first connection, which may come at once.
    port = bound;
    try {
      tcp =
          TcpListener.bind(
              loops, bound.address(), new TcpPeers(this::loopEndpointOn, services.counters()));
    } catch (IOException e) {
      port = null;
      bound.close();
      if (last) {
        throw e;
      }
    }
  }

  /** Makes the certificate of sessions to come when it is time. Any thread that may wait. */
  public void renewCertificate() {
    Instant now = clock.instant();
    if (services.identities().renew(now)) {
      // Nobody waits for it, and a failure would show with the first peer.
      var _ = services.handshakes().rehearse(services.identities().at(now));
    }
  }

  /** Where it receives, with the real port. */
  public InetSocketAddress address() {
    return port().address();
  }

  private UdpPort port() {
    UdpPort bound = port;
    if (bound == null) {
      throw new IllegalStateException("not started");
    }
    return bound;
  }

  /** The end of {@code loop}, or another loop's where that one has none. */
  public PeerEndpoint endpointOn(EventLoop loop) {
    return loopEndpointOn(loop);
  }

  private LoopEndpoint loopEndpointOn(EventLoop loop) {
    EventLoop real = port().socketOn(loop).loop();
    synchronized (endpoints) {
      LoopEndpoint endpoint = endpoints.get(new UdpPortKey(real));
      if (endpoint == null) {
        throw new IllegalStateException("a socket without an endpoint");
      }
      return endpoint;
    }
  }

  /** Turns offers into sessions. */
  public SessionOpener opener() {
    return opener;
  }

  /** All sessions. */
  public PeerSessions sessions() {
    return sessions;
  }

  /** What sessions counted. */
  public CounterSet<WebRtcCounter> counters() {
    return services.counters();
  }

  /** What their ICE agents counted. */
  public CounterSet<IceCounter> iceCounters() {
    return services.iceCounters();
  }

  /** What their handshakes counted. */
  public CounterSet<DtlsCounter> dtlsCounters() {
    return services.handshakes().counters();
  }

  /** What their media counted. */
  public CounterSet<RtpCounter> rtpCounters() {
    return services.rtpCounters();
  }

  /** What the port counted. */
  public CounterSet<UdpCounter> udpCounters() {
    return port().counters();
  }

  /** Ends all sessions, tells their peers, and stops receiving. */
  @Override
  public void close() {
    UdpPort bound = port;
    if (bound == null) {
      return;
    }
    TcpListener listener = tcp;
    if (listener != null) {
      listener.close();
    }
    List<PeerSession> open = List.copyOf(sessions.all());
    CountDownLatch over = new CountDownLatch(open.size());
    for (PeerSession session : open) {
      session.end("shut_down", false, over::countDown);
    }
    try {
      var _ = over.await(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    bound.close();
  }
}
