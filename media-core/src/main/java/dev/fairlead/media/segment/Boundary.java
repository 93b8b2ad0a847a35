package dev.fairlead.media.segment;

/**
 * Where a segment begins in all windows of a broadcast.
 *
 * @param sequence the segment's number
 * @param startNs presentation time on the broadcast's timeline
 * @param wallClockNs the time of day that belongs to it, nanoseconds since 1970
 * @param discontinuity whether the timeline or the leading track's format was interrupted there
 * @param earlierDiscontinuities how many earlier boundaries were interruptions
 */
record Boundary(
    long sequence,
    long startNs,
    long wallClockNs,
    boolean discontinuity,
    long earlierDiscontinuities) {}
