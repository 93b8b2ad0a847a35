package dev.fairlead.protocols.http.netty;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.http.AddressBlock;
import dev.fairlead.protocols.http.HttpAccessLog;
import dev.fairlead.protocols.http.HttpConfig;
import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.HttpRouter;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What all connections of one server share. Any thread. */
final class Service {
  private static final System.Logger LOG = System.getLogger("dev.fairlead.protocols.http");
  private static final long FAILURE_LOG_INTERVAL_NS = 1_000_000_000L;

  private final HttpConfig config;
  private final HttpRouter router;
  private final HttpAccessLog accessLog;
  private final CounterSet<HttpCounter> counters;
  private final ConcurrentHashMap<EventLoop, ServingLoop> loops = new ConcurrentHashMap<>();
  private final AtomicLong lastFailureNs =
      new AtomicLong(System.nanoTime() - FAILURE_LOG_INTERVAL_NS);
  private final Origins origins;
  private final Admission admission;
  private volatile boolean draining;

  Service(
      HttpConfig config,
      HttpRouter router,
      HttpAccessLog accessLog,
      CounterSet<HttpCounter> counters) {
    this.config = config;
    this.router = router;
    this.accessLog = accessLog;
    this.counters = counters;
    origins = new Origins(this);
    admission = new Admission(this);
  }

  HttpConfig config() {
    return config;
  }

  HttpRouter router() {
    return router;
  }

  HttpAccessLog accessLog() {
    return accessLog;
  }

  void count(HttpCounter counter) {
    counters.increment(counter);
  }

  void count(HttpCounter counter, long amount) {
    counters.add(counter, amount);
  }

  Admission admission() {
    return admission;
  }

  Origins origins() {
    return origins;
  }

  ServingLoop servingLoop(EventLoop loop) {
    return loops.computeIfAbsent(loop, ServingLoop::new);
  }

  /** Counts the requests of a connection, or null for trusted proxies: they carry everyone's. */
  @Nullable RequestRate rateOf(Channel channel, long nowNs) {
    if (channel.remoteAddress() instanceof InetSocketAddress address
        && isTrusted(address.getAddress())) {
      return null;
    }
    return new RequestRate(config.limits().maxRequestsPerSecond(), nowNs);
  }

  boolean isTrusted(InetAddress address) {
    for (AddressBlock block : config.trustedProxies()) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** A handler threw: our fault, so it is told in full, but at most once a second. */
  void handlerFailed(Throwable failure) {
    count(HttpCounter.HANDLER_FAILED);
    long nowNs = System.nanoTime();
    long last = lastFailureNs.get();
    if (nowNs - last >= FAILURE_LOG_INTERVAL_NS && lastFailureNs.compareAndSet(last, nowNs)) {
      LOG.log(System.Logger.Level.ERROR, "A request handler failed.", failure);
    }
  }

  boolean isDraining() {
    return draining;
  }

  /** Ends all connections, each as soon as it may. */
  void drain() {
    draining = true;
    loops.values().forEach(each -> each.loop().execute(each::drain));
  }
}
