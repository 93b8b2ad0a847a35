package dev.fairlead.media.broadcast;

import dev.fairlead.media.counter.CounterDescriptor;

/** What the bus counts. */
public enum BroadcastCounter implements CounterDescriptor {
  BROADCASTS_STARTED("broadcasts_started", "A broadcast began."),
  BROADCASTS_ENDED("broadcasts_ended", "A broadcast ended."),
  PUBLISHER_RESUMED(
      "publisher_resumed", "A publisher continued a broadcast within the grace period."),
  PUBLISHER_REPLACED("publisher_replaced", "A publisher took over from one that was connected."),
  PUBLISHER_CONFLICT("publisher_conflict", "A second publisher was refused."),
  SAMPLES_IN("samples", "A sample was published."),
  BYTES_IN("sample_bytes", "Payload bytes were published."),
  DERIVED_SAMPLES("derived_samples", "A sample of a track that the node derived was published."),
  DERIVED_DROPPED(
      "derived_dropped",
      "A derived sample was left out: too many waited for the broadcast's loop, or its time lay"
          + " before that of the one before."),
  TIMESTAMP_REPAIRED(
      "timestamp_repaired", "A decoding time that did not advance was moved past its predecessor."),
  TIMELINE_REBASED(
      "timeline_rebased", "A publisher's clock jumped and its timeline was joined to the old one."),
  TIMELINE_GAP("timeline_gap", "A track was silent long enough to be marked as interrupted."),
  GOP_OVERFLOW("gop_overflow", "Media kept for joining viewers passed its bound and was let go."),
  MAILBOX_DROPPED(
      "mailbox_dropped", "A sample was left out for a reader executor that is too far behind."),
  SUBSCRIBER_FAILED("subscriber_failed", "A subscriber threw and was detached.");

  private final String id;
  private final String description;

  BroadcastCounter(String id, String description) {
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
