package dev.fairlead.protocols.egress;

import dev.fairlead.media.counter.CounterDescriptor;

/** What the fan-out counts. */
public enum EgressCounter implements CounterDescriptor {
  VIEWERS_NOW("viewers", "Viewers connected now (a gauge)."),
  VIEWERS_JOINED("viewers_joined", "A viewer joined."),
  GROUPS_NOW("groups", "Groups of viewers that share bytes now (a gauge)."),
  BATCHES_MADE("batches", "A batch of wire bytes was made for a group."),
  BYTES_MADE("batch_bytes", "Wire bytes were made, once for a whole group."),
  WRITES("writes", "Bytes were handed to one viewer's connection."),
  BYTES_OUT("bytes_out", "Wire bytes were handed to viewers' connections."),
  VIEWER_LAGGED("viewer_lagged", "A batch had to wait because a connection was full."),
  VIEWER_SKIPPED("viewer_skipped", "A viewer skipped to a later random access point."),
  SAMPLES_DROPPED("samples_dropped", "A sample was left out for one viewer."),
  VIEWER_STALLED("viewer_stalled", "A connection took nothing for too long and was closed."),
  VIEWER_FAILED("viewer_failed", "A viewer's connection threw and was closed."),
  GROUP_LAGGED("group_lagged", "An event loop was so far behind that samples were left out."),
  KEPT_OVERFLOW("kept_overflow", "Media kept for joining viewers passed its bound."),
  SAMPLE_UNWRITABLE("sample_unwritable", "A wire format failed on a sample, which was left out."),
  FORMAT_RESTARTED(
      "format_restarted", "Viewers were closed because their format cannot change tracks."),
  GROUP_FAILED("group_failed", "A group failed and its viewers were closed."),
  WINDOW_WIDENED("window_widened", "The adaptive window of an event loop grew."),
  WINDOW_NARROWED("window_narrowed", "The adaptive window of an event loop shrank.");

  private final String id;
  private final String description;

  EgressCounter(String id, String description) {
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
