package dev.fairlead.control.boot;

import dev.fairlead.control.auth.StreamAccess;
import dev.fairlead.control.auth.StreamBook;
import dev.fairlead.control.auth.StreamEntry;
import dev.fairlead.control.auth.StreamFile;
import dev.fairlead.control.auth.StreamFileWatch;
import dev.fairlead.control.config.Settings;
import dev.fairlead.control.console.NodeAddresses;
import dev.fairlead.control.metrics.MetricsPage;
import dev.fairlead.control.session.AddressDetail;
import dev.fairlead.control.session.SessionLog;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.protocols.transport.EventLoops;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One node, put together in order and taken apart in reverse. Every part is made here, by its
 * constructor; one method per module. Started and closed by one thread each.
 */
final class ServerAssembly implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final Lifecycle lifecycle = new Lifecycle();
  private final Settings settings;
  private final InstantSource clock = InstantSource.system();
  private final DataFolder data;
  private final StreamAccess access;
  private final StreamFile streams;
  private final SessionLog sessions;
  private final SessionGate gate;
  private final MetricsPage metrics;
  private final EventLoops loops;
  private final BroadcastRegistry broadcasts;
  private final Map<String, String> urls = new LinkedHashMap<>();

  private ServerAssembly(Settings settings) throws StartupException {
    this.settings = settings;
    data = lifecycle.started("data folder", DataFolder.open(settings.dataDir()));
    streams = new StreamFile(data.path(), new SecureRandom(), clock);
    access = new StreamAccess(data.read(streams), settings.publish().takeover());
    sessions = new SessionLog(AddressDetail.of(settings.log().addresses()));
    gate = new SessionGate(access, sessions, clock);
    metrics = new MetricsPage(sessions, Version.number());
    loops = lifecycle.started("event loops", new EventLoops(settings.loopThreads()));
    broadcasts = mediaCore();
  }

  /**
   * Starts a node.
   *
   * @throws StartupException when it cannot; what was started is closed again
   */
  static ServerAssembly start(Settings settings) throws StartupException {
    ServerAssembly node = new ServerAssembly(settings);
    try {
      node.housekeeping();
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private BroadcastRegistry mediaCore() {
    BroadcastLimits byDefault = BroadcastLimits.DEFAULT;
    BroadcastRegistry registry =
        new BroadcastRegistry(
            new BroadcastLimits(
                settings.gop().maxMs() * 1_000_000L,
                settings.gop().maxBytes(),
                byDefault.mailboxMaxSamples(),
                byDefault.mailboxMaxBytes(),
                settings.publish().graceMs() * 1_000_000L));
    metrics.add(registry.counters());
    metrics.addGauge(
        "broadcasts_open", "Broadcasts that are not over.", () -> registry.all().size());
    return registry;
  }

  private void housekeeping() {
    StreamFileWatch watch = new StreamFileWatch(streams, access);
    Housekeeping housekeeping = lifecycle.started("housekeeping", new Housekeeping());
    housekeeping.everySecond("broadcasts", () -> broadcasts.advance(System.nanoTime()));
    housekeeping.everySecond("streams", watch::look);
  }

  /** Addresses of the listeners, by protocol. */
  Map<String, String> urls() {
    return urls;
  }

  /** The oldest stream. */
  StreamEntry firstStream() {
    StreamBook book = access.book();
    return book.streams().getFirst();
  }

  /** Where outputs are for a client on this machine. */
  NodeAddresses addresses() {
    return new NodeAddresses("http://" + LOOPBACK, 0);
  }

  /** Ends all broadcasts, then closes what was started, last first. */
  @Override
  public void close() {
    for (Broadcast broadcast : broadcasts.all()) {
      broadcast.stop(EndReason.SHUTDOWN);
    }
    lifecycle.close();
  }
}
