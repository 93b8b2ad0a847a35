package dev.fairlead.protocols.delivery;

import dev.fairlead.media.counter.CounterDescriptor;

/** What the delivery of segments counts. */
public enum DeliveryCounter implements CounterDescriptor {
  PLAY_REFUSED("delivery_play_refused", "A request was refused by the access policy."),
  NOT_LIVE("delivery_not_live", "A request named a broadcast that is not live."),
  START_AWAITED("delivery_start_awaited", "A request waited for the first segment of a broadcast."),
  START_TIMED_OUT(
      "delivery_start_timed_out", "A request waited in vain for the first segment of a broadcast."),
  INITS("delivery_inits", "A header was sent."),
  SEGMENTS("delivery_segments", "A complete segment was sent."),
  SEGMENTS_RELAYED("delivery_segments_relayed", "A segment was sent while it grew."),
  RELAYS_BROKEN(
      "delivery_relays_broken", "A segment that was sent while it grew could not be finished."),
  FILES_WRITTEN(
      "delivery_files_written", "A segment that many fetch was put in a file of the kernel's."),
  FILES_REFUSED(
      "delivery_files_refused", "A segment that many fetch had no room in files of the kernel's."),
  FILES_FAILED("delivery_files_failed", "Writing a file of the kernel's failed."),
  PARTS("delivery_parts", "A part was sent."),
  MEDIA_AWAITED("delivery_media_awaited", "A request waited for media that was announced."),
  MEDIA_TIMED_OUT(
      "delivery_media_timed_out", "A request waited in vain for media that was announced."),
  MEDIA_NOT_HELD("delivery_media_not_held", "A request named media that is not in the window."),
  FILE_UNKNOWN("delivery_file_unknown", "A request named a file that no broadcast could have."),
  VIEWERS_OPEN("delivery_viewers_open", "Viewers of HLS and DASH with a session now."),
  VIEWERS_SHARED(
      "delivery_viewers_shared",
      "A viewer was not told apart from others: its address has too many."),
  VIEWERS_REFUSED("delivery_viewers_refused", "A viewer was refused: the node has too many."),
  VIEWERS_RECHECKED(
      "delivery_viewers_rechecked", "The access policy was asked again about a viewer."),
  PARKED("delivery_parked_open", "Requests that wait for media now."),
  PARKING_FULL("delivery_parking_full", "A request was refused because too many wait already."),
  WAITER_FAILED("delivery_waiter_failed", "Answering a request that had waited failed.");

  private final String id;
  private final String description;

  DeliveryCounter(String id, String description) {
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
