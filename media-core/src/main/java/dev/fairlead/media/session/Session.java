package dev.fairlead.media.session;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One authorised publish or play, from accept to end. Any thread. */
public final class Session {
  private final SessionId id = SessionId.random();
  private final TenantId tenant;
  private final SessionEventSink sink;
  private final InstantSource clock;
  private final AtomicBoolean closed = new AtomicBoolean();

  // Guarded by this.
  private @Nullable Consumer<String> cutter;
  private @Nullable String cutReason;

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
   * Says how this session can be ended from outside. At once when that was asked for already.
   *
   * @param cutter takes the reason, a stable lower-case word; called once, on any thread
   */
  public void onCut(Consumer<String> cutter) {
    String reason;
    synchronized (this) {
      this.cutter = cutter;
      reason = cutReason;
    }
    if (reason != null) {
      cutter.accept(reason);
    }
  }

  /**
   * Ends it from outside: an operator or a changed policy wants so. Only the first call counts.
   *
   * @param reason stable lower-case word
   */
  public void cut(String reason) {
    Consumer<String> how;
    synchronized (this) {
      if (cutReason != null) {
        return;
      }
      cutReason = reason;
      how = cutter;
    }
    if (how != null) {
      how.accept(reason);
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
