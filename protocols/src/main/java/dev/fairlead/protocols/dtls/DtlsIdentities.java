package dev.fairlead.protocols.dtls;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The node's certificate, replaced long before it runs out. A session keeps the one that its
 * description named. Any thread.
 *
 * <p>The first one loads half of a library: a node makes it by {@link #renew} once it accepts, so
 * that neither its start nor an event loop waits for it.
 */
public final class DtlsIdentities {
  /** RFC 8827 §6.5 wants short lives, as browsers' certificates have: 30 days. */
  private static final Duration LIFETIME = Duration.ofDays(30);

  /** Sessions that are older than this when it runs out: none has a handshake left to make. */
  private static final Duration USE = Duration.ofDays(7);

  private final SecureRandom random;
  private @Nullable DtlsIdentity identity;
  private Instant renewAt = Instant.MIN;

  public DtlsIdentities(SecureRandom random) {
    this.random = random;
  }

  /** Makes another one when it is time; false when it is not. */
  public synchronized boolean renew(Instant now) {
    DtlsIdentity before = identity;
    return !at(now).equals(before);
  }

  /** The one for a session that begins now. */
  public synchronized DtlsIdentity at(Instant now) {
    DtlsIdentity current = identity;
    if (current == null || !now.isBefore(renewAt)) {
      current = DtlsIdentity.create(random, now, LIFETIME);
      identity = current;
      renewAt = now.plus(USE);
    }
    return current;
  }
}
