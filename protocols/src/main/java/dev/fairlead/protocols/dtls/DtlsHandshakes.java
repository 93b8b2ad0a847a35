package dev.fairlead.protocols.dtls;

import dev.fairlead.media.counter.CounterSet;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Begins handshakes, not too many at once. Any thread. */
public final class DtlsHandshakes {
  private final Semaphore free;
  private final SecureRandom random = new SecureRandom();
  private final CounterSet<DtlsCounter> counters = new CounterSet<>(DtlsCounter.class);

  /**
   * @param maxUnderWay handshakes that may be under way at once; each holds about 100 kB
   */
  public DtlsHandshakes(int maxUnderWay) {
    free = new Semaphore(maxUnderWay);
  }

  /** What happened so far. */
  public CounterSet<DtlsCounter> counters() {
    return counters;
  }

  /** Whether no further handshake may begin now. */
  public boolean isFull() {
    return free.availablePermits() == 0;
  }

  /**
   * Begins one with ourselves, in memory and uncounted. The first handshake of a process waits for
   * half of a library to be loaded: better this one than a peer's.
   *
   * @return whether it went as it should
   */
  public CompletableFuture<Boolean> rehearse(DtlsIdentity identity) {
    return new Rehearsal(identity, random).begin();
  }

  /** Begins one, on a thread of its own; null when too many are under way. */
  public @Nullable DtlsConnection begin(DtlsParameters parameters, DtlsEvents events) {
    if (!free.tryAcquire()) {
      counters.increment(DtlsCounter.HANDSHAKES_OVER_LIMIT);
      return null;
    }
    DtlsConnection connection = new DtlsConnection(parameters, events, counters, random);
    var _ = Thread.ofVirtual().name("dtls").start(() -> connection.run(free::release));
    return connection;
  }
}
