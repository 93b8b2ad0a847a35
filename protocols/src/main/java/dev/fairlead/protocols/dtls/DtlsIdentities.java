package dev.fairlead.protocols.dtls;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/**
 * The node's certificate, replaced long before it runs out. A session keeps the one that its
 * description named. Any thread.
 */
public final class DtlsIdentities {
  /** RFC 8827 §6.5 wants short lives, as browsers' certificates have: 30 days. */
  private static final Duration LIFETIME = Duration.ofDays(30);

  /** Sessions that are older than this when it runs out: none has a handshake left to make. */
  private static final Duration USE = Duration.ofDays(7);

  private final SecureRandom random;
  private DtlsIdentity identity;
  private Instant renewAt;

  public DtlsIdentities(SecureRandom random, Instant now) {
    this.random = random;
    identity = DtlsIdentity.create(random, now, LIFETIME);
    renewAt = now.plus(USE);
  }

  /** The one for a session that begins now. */
  public synchronized DtlsIdentity at(Instant now) {
    if (!now.isBefore(renewAt)) {
      identity = DtlsIdentity.create(random, now, LIFETIME);
      renewAt = now.plus(USE);
    }
    return identity;
  }
}
