package dev.fairlead.protocols.rtp.wire;

/** What became of a packet that was read. */
public enum RtpVerdict {
  /** It is what it says it is. */
  OK,
  /** It ends before its fixed part does, or before a part it announces. */
  TOO_SHORT,
  /** The version is not 2 (RFC 3550 §5.1). */
  BAD_VERSION,
  /** A length inside leads past the end, or says less than the fixed part. */
  BAD_LENGTH,
  /** The padding is longer than what it pads, or says 0 (RFC 3550 §5.1). */
  BAD_PADDING
}
