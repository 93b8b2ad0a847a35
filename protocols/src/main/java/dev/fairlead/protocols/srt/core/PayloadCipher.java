package dev.fairlead.protocols.srt.core;

import java.security.GeneralSecurityException;

/**
 * Encrypts payloads under one key (SRT draft-01 §6). Confined to its connection; works in place on
 * heap arrays.
 */
interface PayloadCipher {
  /** What {@link #open} returns for a payload that was tampered with. */
  int FORGED = -1;

  /** How much longer a payload gets by {@link #seal}. */
  int tagBytes();

  /**
   * Encrypts.
   *
   * @param sequence of the packet
   * @param flags the second word of its header
   * @param timestampUs the third
   * @param destination the fourth
   * @param data with room for the tag behind the payload
   * @return the new length
   */
  int seal(
      int sequence,
      int flags,
      int timestampUs,
      int destination,
      byte[] data,
      int offset,
      int lengthBytes);

  /** Decrypts; returns the new length, or {@link #FORGED}. */
  int open(
      int sequence,
      int flags,
      int timestampUs,
      int destination,
      byte[] data,
      int offset,
      int lengthBytes);

  /** A cipher that every JDK has failed, which no input explains. */
  static IllegalStateException impossible(GeneralSecurityException cause) {
    return new IllegalStateException(cause);
  }
}
