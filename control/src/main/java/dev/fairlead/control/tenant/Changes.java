package dev.fairlead.control.tenant;

import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells this process what was changed, once it is committed. Any thread. */
public final class Changes {
  private final CopyOnWriteArrayList<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

  /** Something that caches and running sessions depend on. */
  public sealed interface Change {
    /**
     * A stream, its keys or its policy.
     *
     * @param tenant whose
     * @param streamId which one
     * @param broadcast where its publisher and viewers meet
     */
    record OfStream(TenantId tenant, String streamId, BroadcastKey broadcast) implements Change {}

    /**
     * A tenant, its limits or its signing keys.
     *
     * @param tenant which one
     */
    record OfTenant(TenantId tenant) implements Change {}

    /** Another process changed something. */
    record OfAnything() implements Change {}
  }

  /** Adds a listener; it must not block for long. */
  public void addListener(Consumer<Change> listener) {
    listeners.add(listener);
  }

  /** Tells all listeners. */
  public void tell(Change change) {
    listeners.forEach(listener -> listener.accept(change));
  }
}
