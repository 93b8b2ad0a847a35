package dev.fairlead.protocols.rtp.core;

import dev.fairlead.media.testkit.SimulatedLink;

/** A place in the path that takes a bitrate and no more, with a queue in front that has an end. */
final class Bottleneck {
  private static final int OVERHEAD_BYTES = 44;

  private final SimulatedLink link;
  private long bitrateBps;
  private final long maxQueueNs;
  private long freeNs;
  private long overflowed;

  Bottleneck(SimulatedLink link, long bitrateBps, long maxQueueNs) {
    this.link = link;
    this.bitrateBps = bitrateBps;
    this.maxQueueNs = maxQueueNs;
  }

  void bitrate(long bps) {
    bitrateBps = bps;
  }

  void send(byte[] datagram, long nowNs) {
    long beginNs = Math.max(freeNs, nowNs);
    if (beginNs - nowNs > maxQueueNs) {
      overflowed++;
      return;
    }
    freeNs = beginNs + (datagram.length + OVERHEAD_BYTES) * 8L * 1_000_000_000 / bitrateBps;
    link.send(datagram, freeNs);
  }

  long overflowed() {
    return overflowed;
  }
}
