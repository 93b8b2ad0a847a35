package dev.fairlead.media.bridge;

import dev.fairlead.media.counter.CounterDescriptor;

/** What bridging counts. */
public enum BridgeCounter implements CounterDescriptor {
  BRIDGES_NOW("bridges_now", "Bridges at work for somebody, or lingering."),
  BRIDGES_STARTED("bridges_started", "A bridge began to work."),
  BRIDGES_REFUSED("bridges_refused", "A bridge was asked for beyond the most that a node runs."),
  CODEC_UNAVAILABLE(
      "bridge_codec_unavailable",
      "Sound stayed as it was because this machine cannot decode or encode it."),
  SAMPLES_BRIDGED("bridge_samples", "A sample was decoded."),
  PACKETS_MADE("bridge_packets", "A packet was encoded."),
  LATE_DROPPED(
      "bridge_late_dropped",
      "A sample was left out because the bridge's thread was too far behind."),
  UNDECODABLE("bridge_undecodable", "A sample could not be decoded."),
  GAP_FILLED("bridge_gap_filled", "Silence took the place of sound that did not come."),
  OVERLAP_CUT("bridge_overlap_cut", "Sound was left out where the publisher's times overlapped."),
  CLOCK_JUMPED("bridge_clock_jumped", "A bridge followed the publisher's times over a longer gap."),
  CLOCK_CORRECTED(
      "bridge_clock_corrected_ticks",
      "Sound was made longer or shorter by a 48,000th of a second to follow the publisher's"
          + " clock."),
  BRIDGE_FAILED("bridge_failed", "A bridge failed and ended.");

  private final String id;
  private final String description;

  BridgeCounter(String id, String description) {
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
