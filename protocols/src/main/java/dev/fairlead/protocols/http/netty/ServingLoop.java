package dev.fairlead.protocols.http.netty;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What connections of one server on one event loop share: the list that is swept for deadlines (one
 * timer instead of one per connection) and the current Date header. Confined to that loop.
 */
final class ServingLoop {
  /** Deadlines are seconds long; half a second late is on time. */
  private static final long SWEEP_INTERVAL_MS = 500;

  /** RFC 9110 §5.6.7, always two digits for the day. */
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final EventLoop loop;
  private final List<Swept> connections = new ArrayList<>();
  private @Nullable ScheduledFuture<?> sweeping;
  private final Gzip gzip = new Gzip();
  private final Http1Head head = new Http1Head();
  private long dateSecond = Long.MIN_VALUE;
  private String date = "";
  private byte[] dateLine = {};

  ServingLoop(EventLoop loop) {
    this.loop = loop;
  }

  EventLoop loop() {
    return loop;
  }

  long nowNs() {
    return loop.ticker().nanoTime();
  }

  void add(Swept connection) {
    connection.slot(connections.size());
    connections.add(connection);
    if (sweeping == null) {
      sweeping =
          loop.scheduleAtFixedRate(
              this::sweep, SWEEP_INTERVAL_MS, SWEEP_INTERVAL_MS, TimeUnit.MILLISECONDS);
    }
  }

  void remove(Swept connection) {
    Swept last = connections.removeLast();
    int slot = connection.slot();
    if (slot < connections.size()) {
      connections.set(slot, last);
      last.slot(slot);
    }
    if (connections.isEmpty() && sweeping != null) {
      sweeping.cancel(false);
      sweeping = null;
    }
  }

  /** Tells all connections to end. */
  void drain() {
    for (int i = connections.size() - 1; i >= 0; i--) {
      if (i < connections.size()) {
        connections.get(i).drain();
      }
    }
  }

  int open() {
    return connections.size();
  }

  private void sweep() {
    long nowNs = nowNs();
    // From the end: what removes itself is replaced by one that was already visited.
    for (int i = connections.size() - 1; i >= 0; i--) {
      if (i < connections.size()) {
        connections.get(i).sweep(nowNs);
      }
    }
  }

  /** Where heads of answers are put together. */
  Http1Head head() {
    return head;
  }

  /** This loop's compressor. */
  Gzip gzip() {
    return gzip;
  }

  /** The whole {@code date} line of an HTTP/1.1 answer; borrowed, not to be changed. */
  byte[] dateLine() {
    refreshDate();
    return dateLine;
  }

  /** The value of a Date header. */
  String date() {
    refreshDate();
    return date;
  }

  private void refreshDate() {
    long second = Math.floorDiv(System.currentTimeMillis(), 1_000L);
    if (second != dateSecond) {
      dateSecond = second;
      date = IMF_FIXDATE.format(Instant.ofEpochSecond(second));
      dateLine = ("date: " + date + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
  }
}
