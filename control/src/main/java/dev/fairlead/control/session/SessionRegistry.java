package dev.fairlead.control.session;

import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.SessionDirectory;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.SessionEvent.Direction;
import dev.fairlead.media.session.SessionEventSink;
import dev.fairlead.media.session.SessionId;
import dev.fairlead.media.session.TenantId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All sessions under way: listed, counted against limits, ended. Any thread; never blocks.
 *
 * <p>Stands before another sink, which keeps what must be kept.
 */
public final class SessionRegistry implements SessionEventSink, SessionDirectory {
  private final SessionEventSink next;
  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<SessionId, LiveSession> open = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<SessionListener> listeners = new CopyOnWriteArrayList<>();

  // Guarded by this.
  private final Map<TenantId, Seats> viewersOfTenant = new HashMap<>();
  private final Map<BroadcastKey, Seats> viewersOfBroadcast = new HashMap<>();
  private final Map<BroadcastKey, Seats> publishersOfBroadcast = new HashMap<>();
  private final Map<TenantId, Set<BroadcastKey>> publishedByTenant = new HashMap<>();

  /**
   * @param next keeps what must be kept
   * @param nanoTime monotonic time
   */
  public SessionRegistry(SessionEventSink next, LongSupplier nanoTime) {
    this.next = next;
    this.nanoTime = nanoTime;
  }

  /** Adds a listener for sessions that begin from now on. */
  public void addListener(SessionListener listener) {
    listeners.add(listener);
  }

  /** All sessions, at some moment during the call. */
  public Collection<LiveSession> all() {
    return List.copyOf(open.values());
  }

  /** Sessions of a tenant, the oldest first. */
  public List<LiveSession> of(TenantId tenant) {
    return open.values().stream()
        .filter(session -> session.opened().tenant().equals(tenant))
        .sorted(
            Comparator.comparing((LiveSession session) -> session.opened().at())
                .thenComparing(session -> session.opened().session().value()))
        .toList();
  }

  /** The session of a tenant under that id, or null. */
  public @Nullable LiveSession find(TenantId tenant, String id) {
    LiveSession session = open.get(new SessionId(id));
    return session != null && session.opened().tenant().equals(tenant) ? session : null;
  }

  /** Ends a session. */
  public void cut(LiveSession session, String reason) {
    session.cut(reason);
  }

  /** Viewers of a broadcast. */
  public synchronized int viewers(BroadcastKey broadcast) {
    Seats seats = viewersOfBroadcast.get(broadcast);
    return seats == null ? 0 : seats.taken();
  }

  /** Viewers of a tenant. */
  public synchronized int viewers(TenantId tenant) {
    Seats seats = viewersOfTenant.get(tenant);
    return seats == null ? 0 : seats.taken();
  }

  /**
   * Promises a viewer his place, for as long as his admission may take.
   *
   * @param maxOfTenant 0 for no limit
   * @param maxOfBroadcast 0 for no limit
   * @return whether there was one
   */
  public synchronized boolean promiseViewer(
      TenantId tenant, int maxOfTenant, BroadcastKey broadcast, int maxOfBroadcast) {
    long nowNs = nanoTime.getAsLong();
    Seats ofTenant = viewersOfTenant.computeIfAbsent(tenant, absent -> new Seats());
    Seats ofBroadcast = viewersOfBroadcast.computeIfAbsent(broadcast, absent -> new Seats());
    if ((maxOfTenant > 0 && ofTenant.used(nowNs) >= maxOfTenant)
        || (maxOfBroadcast > 0 && ofBroadcast.used(nowNs) >= maxOfBroadcast)) {
      return false;
    }
    ofTenant.promise(nowNs);
    ofBroadcast.promise(nowNs);
    return true;
  }

  /**
   * Promises a publisher a broadcast; one that it resumes or takes over counts once.
   *
   * @param maxOfTenant broadcasts at the same time, 0 for no limit
   * @return whether there was room
   */
  public synchronized boolean promisePublisher(
      TenantId tenant, int maxOfTenant, BroadcastKey broadcast) {
    long nowNs = nanoTime.getAsLong();
    Set<BroadcastKey> published =
        publishedByTenant.computeIfAbsent(tenant, absent -> new HashSet<>());
    published.removeIf(
        key -> {
          Seats seats = publishersOfBroadcast.get(key);
          return seats == null || seats.isFree(nowNs);
        });
    if (maxOfTenant > 0 && !published.contains(broadcast) && published.size() >= maxOfTenant) {
      return false;
    }
    published.add(broadcast);
    publishersOfBroadcast.computeIfAbsent(broadcast, absent -> new Seats()).promise(nowNs);
    return true;
  }

  @Override
  public CompletionStage<Void> record(SessionEvent event) {
    // What the next one keeps comes first; what is told here is only worth something after it.
    CompletionStage<Void> safe = next.record(event);
    switch (event) {
      case SessionEvent.Opened opened -> opened(opened);
      case SessionEvent.Checkpoint checkpoint -> {
        LiveSession session = open.get(checkpoint.session());
        if (session != null) {
          session.used(checkpoint.usage());
        }
      }
      case SessionEvent.Closed closed -> closed(closed);
    }
    return safe;
  }

  private void opened(SessionEvent.Opened event) {
    open.put(event.session(), new LiveSession(event));
    synchronized (this) {
      if (event.direction() == Direction.PLAY) {
        viewersOfTenant.computeIfAbsent(event.tenant(), absent -> new Seats()).take();
        viewersOfBroadcast.computeIfAbsent(event.broadcast(), absent -> new Seats()).take();
      } else {
        publishersOfBroadcast.computeIfAbsent(event.broadcast(), absent -> new Seats()).take();
        publishedByTenant
            .computeIfAbsent(event.tenant(), absent -> new HashSet<>())
            .add(event.broadcast());
      }
    }
  }

  private void closed(SessionEvent.Closed event) {
    LiveSession session = open.remove(event.session());
    if (session == null) {
      return;
    }
    session.used(event.usage());
    long nowNs = nanoTime.getAsLong();
    synchronized (this) {
      if (session.opened().direction() == Direction.PLAY) {
        leave(viewersOfTenant, event.tenant(), nowNs);
        leave(viewersOfBroadcast, session.opened().broadcast(), nowNs);
      } else if (leave(publishersOfBroadcast, session.opened().broadcast(), nowNs)) {
        Set<BroadcastKey> published = publishedByTenant.get(event.tenant());
        if (published != null) {
          published.remove(session.opened().broadcast());
          if (published.isEmpty()) {
            publishedByTenant.remove(event.tenant());
          }
        }
      }
    }
    if (session.publishRequest() != null || session.playRequest() != null) {
      listeners.forEach(listener -> listener.closed(session, event.reason()));
    }
  }

  private static <K> boolean leave(Map<K, Seats> all, K key, long nowNs) {
    Seats seats = all.get(key);
    if (seats == null) {
      return true;
    }
    seats.leave();
    boolean free = seats.isFree(nowNs);
    if (free) {
      all.remove(key);
    }
    return free;
  }

  @Override
  public void publishing(
      Session session, PublishRequest request, PublishAdmission.Granted granted) {
    LiveSession live = open.get(session.id());
    if (live != null) {
      live.admitted(session, request);
      listeners.forEach(listener -> listener.opened(live));
    }
  }

  @Override
  public void playing(Session session, PlayRequest request, PlayAdmission.Granted granted) {
    LiveSession live = open.get(session.id());
    if (live != null) {
      live.admitted(session, request);
      listeners.forEach(listener -> listener.opened(live));
    }
  }
}
