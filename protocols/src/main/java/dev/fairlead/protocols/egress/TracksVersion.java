package dev.fairlead.protocols.egress;

/**
 * What viewers need to be told about one set of tracks. Immutable; on the heap, because it is small
 * and copied only when somebody joins or comes back.
 *
 * @param number counts the sets of one group, from 1
 * @param header for viewers that begin under this set
 * @param change for viewers that come from an earlier set
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never handed out.
record TracksVersion(int number, byte[] header, byte[] change) {
  static final byte[] NOTHING = new byte[0];

  /** Before the first. */
  static final TracksVersion NONE = new TracksVersion(0, NOTHING, NOTHING);
}
