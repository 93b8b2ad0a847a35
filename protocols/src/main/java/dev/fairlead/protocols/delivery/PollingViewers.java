package dev.fairlead.protocols.delivery;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.Admitted;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.media.session.SessionGate;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of viewers that fetch. Any thread.
 *
 * <p>A session begins with the first list or piece of media that is to be answered, and ends when
 * its viewer has asked for nothing for a while. Requests for what is not live, and HEAD, leave
 * nothing behind.
 */
final class PollingViewers {
  /** A kilobyte each: beyond it a node has run out of bandwidth long before. */
  static final int MAX_VIEWERS = 131_072;

  /**
   * Apart by agent and session behind one address; further ones there are taken for one. A
   * carrier's translator hides about as many, and no more can be made up by one who varies his
   * agent.
   */
  static final int MAX_VIEWERS_PER_ADDRESS = 4_096;

  /** How often a session tells what it used so far. */
  private static final long CHECKPOINT_NS = 10_000_000_000L;

  private static final String LEFT = "viewer_left";
  private static final String ENDED = "ended";
  private static final String SHUTDOWN = "shutdown";

  private static final String CROWDED = "This node has no room for more viewers; try again later.";

  private final SessionGate gate;
  private final CounterSet<DeliveryCounter> counters;
  private final ConcurrentHashMap<ViewerKey, PollingViewer> open = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<ViewerKey, CompletableFuture<Seat>> opening =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Integer> openByNetwork = new ConcurrentHashMap<>();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger dash = new AtomicInteger();
  private long nextCheckpointNs;
  private boolean checkpointsBegan;

  PollingViewers(SessionGate gate, CounterSet<DeliveryCounter> counters) {
    this.gate = gate;
    this.counters = counters;
  }

  /** What became of a viewer without a session. */
  sealed interface Seat {
    /**
     * It has one now.
     *
     * @param viewer with its session
     */
    record Taken(PollingViewer viewer) implements Seat {}

    /**
     * It gets none.
     *
     * @param refused why
     */
    record None(PlayAdmission.Refused refused) implements Seat {}
  }

  /** The viewer that asks for a list, or null when it has no session. */
  @Nullable PollingViewer find(ViewerKey key) {
    return open.get(key);
  }

  /**
   * The viewer that asks for media, or null. HLS and DASH share addresses of media, so that a cache
   * has one copy: it belongs to whichever list was asked for last.
   */
  @Nullable PollingViewer findForMedia(ViewerKey key) {
    PollingViewer byHls = open.get(key);
    if (dash.get() == 0 || key.protocol() != Protocol.HLS) {
      return byHls;
    }
    PollingViewer byDash = open.get(key.by(Protocol.DASH));
    if (byHls == null || byDash == null) {
      return byHls == null ? byDash : byHls;
    }
    return byDash.listedNs() - byHls.listedNs() > 0 ? byDash : byHls;
  }

  /**
   * Opens the session of {@code key}; requests that come together get the same one. The stage never
   * fails and completes on any thread.
   *
   * @param idleNs how long it may ask for nothing
   */
  CompletionStage<Seat> open(ViewerKey asked, PlayRequest request, long nowNs, long idleNs) {
    ViewerKey key = asked;
    if (openByNetwork.getOrDefault(network(asked.address()), 0) >= MAX_VIEWERS_PER_ADDRESS) {
      counters.increment(DeliveryCounter.VIEWERS_SHARED);
      key = asked.shared();
    }
    CompletableFuture<Seat> mine = new CompletableFuture<>();
    CompletableFuture<Seat> others = opening.putIfAbsent(key, mine);
    if (others != null) {
      return others;
    }
    PollingViewer known = open.get(key);
    if (known != null) {
      finish(key, mine, new Seat.Taken(known));
    } else if (taken.incrementAndGet() > MAX_VIEWERS) {
      taken.decrementAndGet();
      counters.increment(DeliveryCounter.VIEWERS_REFUSED);
      finish(
          key, mine, new Seat.None(new PlayAdmission.Refused(RefusalReason.OVER_LIMIT, CROWDED)));
    } else {
      begin(key, request, nowNs, idleNs, mine);
    }
    return mine;
  }

  private void begin(
      ViewerKey key, PlayRequest request, long nowNs, long idleNs, CompletableFuture<Seat> mine) {
    var _ =
        gate.play(request)
            .thenAccept(
                answer -> {
                  switch (answer) {
                    case Admitted.Yes<PlayAdmission.Granted> yes -> {
                      PollingViewer viewer =
                          new PollingViewer(
                              key, request, yes.session(), yes.grant(), nowNs, idleNs);
                      entered(key, viewer);
                      yes.session().onCut(reason -> close(viewer, reason));
                      finish(key, mine, new Seat.Taken(viewer));
                    }
                    case Admitted.No<PlayAdmission.Granted> no -> {
                      taken.decrementAndGet();
                      finish(
                          key,
                          mine,
                          new Seat.None(new PlayAdmission.Refused(no.reason(), no.text())));
                    }
                  }
                });
  }

  private void finish(ViewerKey key, CompletableFuture<Seat> mine, Seat seat) {
    opening.remove(key, mine);
    mine.complete(seat);
  }

  private void entered(ViewerKey key, PollingViewer viewer) {
    open.put(key, viewer);
    openByNetwork.merge(network(key.address()), 1, Integer::sum);
    if (key.protocol() == Protocol.DASH) {
      dash.incrementAndGet();
    }
    counters.increment(DeliveryCounter.VIEWERS_OPEN);
  }

  private void left(PollingViewer viewer) {
    ViewerKey key = viewer.key();
    if (!open.remove(key, viewer)) {
      return;
    }
    taken.decrementAndGet();
    openByNetwork.computeIfPresent(
        network(key.address()), (network, count) -> count == 1 ? null : count - 1);
    if (key.protocol() == Protocol.DASH) {
      dash.decrementAndGet();
    }
    counters.add(DeliveryCounter.VIEWERS_OPEN, -1);
  }

  /** Ends the session of {@code viewer}. */
  void close(PollingViewer viewer, String reason) {
    viewer.close(reason);
    left(viewer);
  }

  /**
   * Time has passed. Call about once a second, from one thread.
   *
   * @param isOver whether a broadcast is, so that the reason of an end can be told
   */
  void advance(long nowNs, Predicate<BroadcastKey> isOver) {
    boolean checkpoint = checkpointsBegan && nowNs - nextCheckpointNs >= 0;
    if (checkpoint || !checkpointsBegan) {
      checkpointsBegan = true;
      nextCheckpointNs = nowNs + CHECKPOINT_NS;
    }
    for (PollingViewer viewer : open.values()) {
      if (viewer.isIdle(nowNs)) {
        String reason = isOver.test(viewer.grant().broadcast()) ? ENDED : LEFT;
        if (viewer.closeIdle(nowNs, reason)) {
          left(viewer);
        }
      } else if (checkpoint) {
        viewer.checkpoint();
      }
    }
  }

  /** Ends all sessions. */
  void close() {
    for (PollingViewer viewer : open.values()) {
      close(viewer, SHUTDOWN);
    }
  }

  int size() {
    return open.size();
  }

  /** One IPv4 address, or one IPv6 network of 64 bits: a household has a whole one. */
  private static Long network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt())
        : ByteBuffer.wrap(bytes).getLong();
  }
}
