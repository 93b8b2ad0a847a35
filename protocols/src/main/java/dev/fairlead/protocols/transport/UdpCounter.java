package dev.fairlead.protocols.transport;

import dev.fairlead.media.counter.CounterDescriptor;

/** What UDP ports count. */
public enum UdpCounter implements CounterDescriptor {
  DATAGRAMS_IN("udp_datagrams_in", "A datagram was received."),
  BYTES_IN("udp_bytes_in", "Bytes of datagrams were received."),
  SENDS("udp_sends", "A datagram or a burst of equal ones was handed to the kernel in one piece."),
  BYTES_OUT("udp_bytes_out", "Bytes of datagrams were handed to the kernel."),
  SENDS_OVER_LIMIT(
      "udp_sends_over_limit", "A datagram or burst was dropped: the kernel takes no more by now."),
  SENDS_FAILED("udp_sends_failed", "The kernel refused a datagram or burst."),
  BURSTS_SWITCHED_OFF(
      "udp_bursts_switched_off", "Bursts go out one by one from now on: the kernel refused them.");

  private final String id;
  private final String description;

  UdpCounter(String id, String description) {
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
