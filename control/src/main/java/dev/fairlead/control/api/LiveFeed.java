package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.stream.LiveStream;
import dev.fairlead.control.tenant.Changes;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tells whoever listens how the streams of his tenant change, a few times a second at most however
 * much happens. Any thread; looks at nothing while nobody listens.
 */
public final class LiveFeed implements Consumer<Changes.Change> {
  private static final Logger LOG = System.getLogger(LiveFeed.class.getName());

  /** Streams looked up at once. */
  private static final int MAX_LOOKUP = 200;

  private final ControlServices services;
  private final StreamResource streams;
  private final LiveState live;
  private final Executor threads;
  private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ConcurrentHashMap<BroadcastKey, TenantId> edited = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, TenantId> editedIds = new ConcurrentHashMap<>();
  private final AtomicBoolean looking = new AtomicBoolean();

  // Confined to the look under way.
  private Map<BroadcastKey, Seen> seen = new HashMap<>();

  /** Takes what happens to the streams of one tenant. Called on any thread; must not block. */
  interface Listener {
    TenantId tenant();

    void changed(StreamResource.StreamView stream);

    void deleted(String streamId);
  }

  private record Seen(TenantId tenant, LiveState.Status status, int viewers, int tracks) {}

  /**
   * @param services of the store
   * @param live what is going on
   * @param threads may block
   */
  public LiveFeed(ControlServices services, LiveState live, Executor threads) {
    this.services = services;
    this.live = live;
    this.threads = threads;
    streams = new StreamResource(services, live);
    services.changes().addListener(this);
  }

  void add(Listener listener) {
    listeners.add(listener);
  }

  void remove(Listener listener) {
    listeners.remove(listener);
  }

  @Override
  public void accept(Changes.Change change) {
    if (!listeners.isEmpty() && change instanceof Changes.Change.OfStream of) {
      edited.put(of.broadcast(), of.tenant());
      editedIds.put(of.streamId(), of.tenant());
    }
  }

  /** Looks what changed, and tells. Call a few times a second. */
  public void look() {
    if (!listeners.isEmpty() && looking.compareAndSet(false, true)) {
      threads.execute(
          () -> {
            try {
              lookNow();
            } catch (RuntimeException e) {
              LOG.log(Level.WARNING, "streams were not looked at: {0}", e.getMessage());
            } finally {
              looking.set(false);
            }
          });
    }
  }

  private void lookNow() {
    Map<BroadcastKey, Seen> now = snapshot(live.broadcasts().all());
    Map<TenantId, Set<BroadcastKey>> changed = new HashMap<>();
    now.forEach(
        (key, state) -> {
          if (!state.equals(seen.get(key))) {
            note(changed, state.tenant(), key);
          }
        });
    seen.forEach(
        (key, state) -> {
          if (!now.containsKey(key)) {
            note(changed, state.tenant(), key);
          }
        });
    edited.forEach(
        (key, tenant) -> {
          edited.remove(key);
          note(changed, tenant, key);
        });
    seen = now;
    changed.forEach(this::tell);
    editedIds.forEach(
        (id, tenant) -> {
          editedIds.remove(id);
          tellWhenGone(tenant, id);
        });
  }

  private static void note(
      Map<TenantId, Set<BroadcastKey>> changed, TenantId tenant, BroadcastKey key) {
    changed.computeIfAbsent(tenant, absent -> new HashSet<>()).add(key);
  }

  private Map<BroadcastKey, Seen> snapshot(Collection<Broadcast> broadcasts) {
    Map<BroadcastKey, Seen> now = new HashMap<>();
    for (Broadcast broadcast : broadcasts) {
      now.put(
          broadcast.key(),
          new Seen(
              broadcast.tenant(),
              live.status(broadcast.key()),
              live.viewers(broadcast.key()),
              broadcast.tracks().hashCode()));
    }
    return now;
  }

  private void tell(TenantId tenant, Set<BroadcastKey> keys) {
    List<Listener> concerned = of(tenant);
    if (concerned.isEmpty()) {
      return;
    }
    List<BroadcastKey> all = new ArrayList<>(keys);
    for (int from = 0; from < all.size(); from += MAX_LOOKUP) {
      List<BroadcastKey> some = all.subList(from, Math.min(all.size(), from + MAX_LOOKUP));
      for (LiveStream stream : services.streams().byBroadcast(tenant, some).values()) {
        StreamResource.StreamView view = streams.view(stream);
        concerned.forEach(listener -> listener.changed(view));
      }
    }
  }

  private void tellWhenGone(TenantId tenant, String id) {
    List<Listener> concerned = of(tenant);
    if (!concerned.isEmpty() && !services.streams().exists(tenant, id)) {
      concerned.forEach(listener -> listener.deleted(id));
    }
  }

  private List<Listener> of(TenantId tenant) {
    return listeners.stream().filter(listener -> listener.tenant().equals(tenant)).toList();
  }
}
