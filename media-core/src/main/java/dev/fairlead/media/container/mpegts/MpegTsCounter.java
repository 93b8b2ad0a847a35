package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.counter.CounterDescriptor;

/** What transport streams count. */
public enum MpegTsCounter implements CounterDescriptor {
  SAMPLES_MALFORMED(
      "mpegts_samples_malformed", "A sample was left out since its payload is not in bus form."),
  SAMPLES_TOO_LARGE(
      "mpegts_samples_too_large", "A sample was left out since it passes what its PES can hold."),
  SYNC_LOST("mpegts_sync_lost", "A received packet did not begin with the sync byte."),
  CONTINUITY_ERRORS(
      "mpegts_continuity_errors", "Received packets of one PID were not counted in sequence."),
  SECTIONS_MALFORMED(
      "mpegts_sections_malformed", "A received table was cut off, too long or had a wrong CRC."),
  PES_MALFORMED("mpegts_pes_malformed", "A received PES packet had no valid header."),
  PES_TOO_LARGE("mpegts_pes_too_large", "A received PES packet passed the size limit.");

  private final String id;
  private final String description;

  MpegTsCounter(String id, String description) {
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
