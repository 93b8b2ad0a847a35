package dev.fairlead.media.segment;

import dev.fairlead.media.counter.CounterDescriptor;

/** What packaging counts. */
public enum SegmentCounter implements CounterDescriptor {
  PARTS("parts", "A part was completed."),
  SEGMENTS("segments", "A segment was completed."),
  TS_SEGMENTS("segments_ts", "A segment of the MPEG-TS variant was completed."),
  FORCED_CUTS(
      "segments_forced", "A segment was cut without a random access point, at its longest."),
  LATE_LEAD(
      "segment_lead_late", "A sample was packaged before the leading track had reached its time."),
  NEGATIVE_TIME("segment_time_negative", "A sample with a time before zero was left out."),
  UNPACKAGED("segment_track_unpackaged", "A track whose configuration is unusable was left out."),
  EVENTS_DROPPED(
      "segment_events_dropped", "Timed metadata was left out because too much of it was waiting."),
  PACKAGER_FAILED("packager_failed", "Packaging of a broadcast failed and ended.");

  private final String id;
  private final String description;

  SegmentCounter(String id, String description) {
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
