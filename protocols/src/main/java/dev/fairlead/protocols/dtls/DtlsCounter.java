package dev.fairlead.protocols.dtls;

import dev.fairlead.media.counter.CounterDescriptor;

/** What DTLS counts. */
public enum DtlsCounter implements CounterDescriptor {
  HANDSHAKES_BEGUN("dtls_handshakes_begun", "A handshake began."),
  HANDSHAKES_COMPLETED("dtls_handshakes_completed", "A handshake was completed."),
  HANDSHAKES_FAILED("dtls_handshakes_failed", "A handshake failed or took too long."),
  HANDSHAKES_OVER_LIMIT(
      "dtls_handshakes_over_limit", "A handshake was refused: too many are under way."),
  FINGERPRINT_MISMATCH(
      "dtls_fingerprint_mismatch", "A peer showed another certificate than it announced."),
  NO_COMMON_PROFILE("dtls_no_common_profile", "A peer offered no SRTP profile that we have."),
  DATAGRAMS_OVER_LIMIT(
      "dtls_datagrams_over_limit", "A datagram was dropped: its handshake is behind."),
  DATAGRAMS_TOO_LONG("dtls_datagrams_too_long", "A datagram was dropped for its length.");

  private final String id;
  private final String description;

  DtlsCounter(String id, String description) {
    this.id = id;
    this.description = description;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String description() {
    return description;
  }
}
