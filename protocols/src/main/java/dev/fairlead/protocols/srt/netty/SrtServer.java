package dev.fairlead.protocols.srt.netty;

import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.container.mpegts.MpegTsCounter;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.media.time.WallClock;
import dev.fairlead.protocols.egress.Egress;
import dev.fairlead.protocols.srt.bridge.SrtServices;
import dev.fairlead.protocols.srt.core.SrtCounter;
import dev.fairlead.protocols.srt.wire.SrtAddress;
import dev.fairlead.protocols.transport.EventLoops;
import dev.fairlead.protocols.transport.UdpPort;
import dev.fairlead.protocols.transport.UdpReceiver;
import dev.fairlead.protocols.transport.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One SRT port: takes publishers into broadcasts and viewers out of them. Any thread may start and
 * close it.
 */
public final class SrtServer implements AutoCloseable {
  private static final long CLOSE_TIMEOUT_MS = 3_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final EventLoops loops;
  private final SrtConfig config;
  private final SrtServices services;
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<SrtSocket> sockets = new CopyOnWriteArrayList<>();
  private final List<SrtLine> lines = new CopyOnWriteArrayList<>();
  private @Nullable UdpPort port;

  /**
   * @param egress serves viewers
   */
  public SrtServer(
      EventLoops loops,
      BroadcastRegistry registry,
      SessionGate gate,
      Egress egress,
      SrtConfig config) {
    this.loops = loops;
    this.config = config;
    Instant now = Instant.now();
    services =
        new SrtServices(
            registry,
            gate,
            egress,
            config.settings(),
            new CounterSet<>(SrtCounter.class),
            new CounterSet<>(MpegTsCounter.class),
            new WallClock(
                now.getEpochSecond() * NANOS_PER_SECOND + now.getNano(), System.nanoTime()));
  }

  /**
   * Begins to answer callers.
   *
   * @throws IOException when the address is taken or not ours
   */
  public void start() throws IOException {
    port = UdpPort.bind(loops, config.bind(), this::open);
  }

  private UdpReceiver open(UdpSocket socket) {
    SrtSocket opened =
        new SrtSocket(socket, services, config, loops.timerOf(socket.loop()), connections, random);
    sockets.add(opened);
    return opened;
  }

  /**
   * Fetches from an address from now on, whenever there is something.
   *
   * @param key under which what comes is published
   */
  public void pull(SrtAddress from, StreamKey key) {
    begin(new SrtLine(loops, services, from, new SrtLine.Order.Pull(key), random));
  }

  /**
   * Sends to an address from now on, whenever there is something.
   *
   * @param playbackId of the broadcast
   */
  public void push(String playbackId, SrtAddress to) {
    begin(new SrtLine(loops, services, to, new SrtLine.Order.Push(playbackId), random));
  }

  private void begin(SrtLine line) {
    lines.add(line);
    line.start();
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress address() {
    UdpPort bound = port;
    if (bound == null) {
      throw new IllegalStateException("not started");
    }
    return bound.address();
  }

  /** What happened so far. */
  public CounterSet<SrtCounter> counters() {
    return services.counters();
  }

  /** Damage in what publishers sent. */
  public CounterSet<MpegTsCounter> mpegTsCounters() {
    return services.mpegTsCounters();
  }

  /** Connections that are open. */
  public int connections() {
    return connections.get();
  }

  /** Tells every peer that it is over, and closes the port. */
  @Override
  public void close() {
    for (SrtLine line : lines) {
      line.close().awaitUninterruptibly(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }
    for (SrtSocket socket : sockets) {
      socket
          .loop()
          .submit(socket::close)
          .awaitUninterruptibly(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }
    UdpPort bound = port;
    if (bound != null) {
      bound.close();
    }
  }
}
