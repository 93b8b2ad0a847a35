package dev.fairlead.protocols.dash;

import dev.fairlead.media.counter.CounterDescriptor;

/** What DASH counts. */
public enum DashCounter implements CounterDescriptor {
  MANIFEST_SERVED("dash_manifest_served", "A manifest was sent."),
  MANIFEST_RENDERED("dash_manifest_rendered", "A version of a manifest was written."),
  TIME_SERVED("dash_time_served", "The time of day was sent."),
  MANIFEST_UNKNOWN("dash_manifest_unknown", "A request named a manifest that does not exist.");

  private final String id;
  private final String description;

  DashCounter(String id, String description) {
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
