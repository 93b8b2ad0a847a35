package dev.fairlead.media.session;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;

/** One authorised publish or play, from accept to end. Any thread. */
public final class Session {
  private final SessionId id = SessionId.random();
  private final TenantId tenant;
  private final SessionEventSink sink;
  private final InstantSource clock;
  private final AtomicBoolean closed = new AtomicBoolean();

  Session(TenantId tenant, SessionEventSink sink, InstantSource clock) {
    this.tenant = tenant;
    this.sink = sink;
    this.clock = clock;
  }

  /** Its name. */
  public SessionId id() {
    return id;
  }

  /** Who owns it. */
  public TenantId tenant() {
    return tenant;
  }

  /** Tells what was used so far; ignored once closed. */
  public void checkpoint(UsageCounters usage) {
    if (!closed.get()) {
      sink.record(new SessionEvent.Checkpoint(id, tenant, clock.instant(), usage));
    }
  }

  /**
   * Tells that it is over; only the first call counts.
   *
   * @param usage in all
   * @param reason stable lower-case word
   */
  public void close(UsageCounters usage, String reason) {
    if (closed.compareAndSet(false, true)) {
      sink.record(new SessionEvent.Closed(id, tenant, clock.instant(), usage, reason));
    }
  }
}
