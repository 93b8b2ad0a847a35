package dev.fairlead.protocols.ice.wire;

/** What reading a datagram as STUN came to. */
public enum StunVerdict {
  /** Well formed. */
  STUN,
  /** Something else: no cookie, or too short. */
  NOT_STUN,
  /** Lengths do not add up, or an attribute is too short for what it says. */
  MALFORMED,
  /** The fingerprint does not fit. */
  BAD_FINGERPRINT
}
