package dev.fairlead.control.webhook;

import dev.fairlead.control.session.LiveSession;
import dev.fairlead.control.session.SessionListener;
import dev.fairlead.control.store.Database;
import dev.fairlead.control.stream.LiveStream;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastListener;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.SessionEvent.Direction;
import dev.fairlead.media.session.TenantId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes into the outbox what happens without a change in the store: streams go live and end,
 * viewers are cut off. Any thread; never blocks, since what happens on a loop is written by another
 * thread, many at once.
 */
public final class LiveEvents implements BroadcastListener, SessionListener {
  private static final Logger LOG = System.getLogger(LiveEvents.class.getName());

  /** Reasons under which somebody is cut off, not leaving by himself. */
  private static final Set<String> CUT_OFF = Set.of("kicked", "access_revoked");

  /** All viewers of a large broadcast cut off at once; beyond it some are not told. */
  private static final int MAX_WAITING = 10_000;

  /** Written in one transaction. */
  private static final int MAX_AT_ONCE = 200;

  private final Webhooks webhooks;
  private final Database database;
  private final Streams streams;
  private final Executor threads;
  private final ArrayBlockingQueue<Happened> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicBoolean writing = new AtomicBoolean();
  private final AtomicLong untold = new AtomicLong();

  private record Happened(
      WebhookEvent event, TenantId tenant, BroadcastKey broadcast, Map<String, Object> data) {}

  /**
   * @param webhooks takes them
   * @param database where
   * @param streams names what is live
   * @param threads may block
   */
  public LiveEvents(Webhooks webhooks, Database database, Streams streams, Executor threads) {
    this.webhooks = webhooks;
    this.database = database;
    this.streams = streams;
    this.threads = threads;
  }

  @Override
  public void broadcastStarted(Broadcast broadcast) {
    happened(WebhookEvent.STREAM_LIVE, broadcast.tenant(), broadcast.key(), Map.of());
  }

  @Override
  public void broadcastEnded(Broadcast broadcast, EndReason reason) {
    happened(
        WebhookEvent.STREAM_ENDED,
        broadcast.tenant(),
        broadcast.key(),
        Map.of("reason", reason.name().toLowerCase(Locale.ROOT)));
  }

  @Override
  public void opened(LiveSession session) {
    // Who comes is told by figures.
  }

  @Override
  public void closed(LiveSession session, String reason) {
    if (session.opened().direction() == Direction.PLAY && CUT_OFF.contains(reason)) {
      happened(
          WebhookEvent.VIEWER_CUT_OFF,
          session.opened().tenant(),
          session.opened().broadcast(),
          Map.of(
              "sessionId",
              session.opened().session().value(),
              "protocol",
              session.opened().protocol().label(),
              "reason",
              reason));
    }
  }

  private void happened(
      WebhookEvent event, TenantId tenant, BroadcastKey broadcast, Map<String, Object> data) {
    if (!waiting.offer(new Happened(event, tenant, broadcast, data))) {
      untold.incrementAndGet();
    }
    wake();
  }

  private void wake() {
    if (!waiting.isEmpty() && writing.compareAndSet(false, true)) {
      try {
        threads.execute(this::run);
      } catch (RejectedExecutionException e) {
        // The node ends.
        writing.set(false);
      }
    }
  }

  private void run() {
    try {
      List<Happened> some = new ArrayList<>();
      while (waiting.drainTo(some, MAX_AT_ONCE) > 0) {
        write(some);
        some.clear();
      }
      long lost = untold.getAndSet(0);
      if (lost > 0) {
        LOG.log(Level.WARNING, "{0} events were not told to webhooks: too many at once", lost);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "events were not told to webhooks: {0}", e.getMessage());
    } finally {
      writing.set(false);
    }
    wake();
  }

  private void write(List<Happened> some) {
    Map<TenantId, List<Happened>> byTenant = new LinkedHashMap<>();
    some.forEach(
        each -> byTenant.computeIfAbsent(each.tenant(), absent -> new ArrayList<>()).add(each));
    byTenant.forEach(this::write);
  }

  private void write(TenantId tenant, List<Happened> some) {
    if (webhooks.list(tenant).isEmpty()) {
      return;
    }
    Set<BroadcastKey> keys = new HashSet<>();
    some.forEach(each -> keys.add(each.broadcast()));
    Map<BroadcastKey, LiveStream> found =
        new HashMap<>(streams.byBroadcast(tenant, List.copyOf(keys)));
    database.write(
        sql -> {
          for (Happened each : some) {
            LiveStream stream = found.get(each.broadcast());
            // One that was deleted meanwhile has told so itself.
            if (stream != null) {
              Map<String, Object> data = new LinkedHashMap<>();
              data.put("kind", "stream");
              data.put("id", stream.id());
              data.put("name", stream.name());
              data.put("playbackId", stream.playbackId());
              data.putAll(each.data());
              webhooks.tell(sql, tenant, each.event(), data);
            }
          }
          return null;
        });
  }
}
