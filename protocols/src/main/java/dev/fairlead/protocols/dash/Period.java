package dev.fairlead.protocols.dash;

/**
 * A stretch of a broadcast without interruption (ISO/IEC 23009-1:2022 §5.3.2). Immutable.
 *
 * @param number counts the periods of a run, from 0; its id
 * @param startNs where it stands in the presentation
 * @param mediaNs media time at that point
 */
record Period(int number, long startNs, long mediaNs) {
  /** Media time as time in the presentation. */
  long presentationNs(long ns) {
    return startNs + (ns - mediaNs);
  }
}
