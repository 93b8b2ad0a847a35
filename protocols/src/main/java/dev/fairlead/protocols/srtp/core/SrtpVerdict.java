package dev.fairlead.protocols.srtp.core;

/** What became of a packet. */
public enum SrtpVerdict {
  /** Protected, or authentic and in the clear. */
  DONE,
  /** Too short, of another version, or its header leads nowhere. */
  MALFORMED,
  /** Longer than any packet may be. */
  TOO_LONG,
  /** Received before, or too old to tell. */
  REPLAYED,
  /** Nobody with our keys wrote this. */
  NOT_AUTHENTIC,
  /** One source more than a session may have. */
  TOO_MANY_SOURCES,
  /** The key protected as many packets as it may. */
  KEY_USED_UP
}
