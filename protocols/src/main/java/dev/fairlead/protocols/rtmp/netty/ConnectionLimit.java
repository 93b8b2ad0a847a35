package dev.fairlead.protocols.rtmp.netty;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts connections, in all and by address. Any thread. */
final class ConnectionLimit {
  private final int maxInAll;
  private final int maxPerAddress;
  private final AtomicInteger inAll = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  enum Verdict {
    ADMITTED,
    TOO_MANY,
    TOO_MANY_FROM_ADDRESS
  }

  ConnectionLimit(int maxInAll, int maxPerAddress) {
    this.maxInAll = maxInAll;
    this.maxPerAddress = maxPerAddress;
  }

  /** Takes a place; every admission is followed by one {@link #leave}. */
  Verdict enter(InetAddress address) {
    if (inAll.incrementAndGet() > maxInAll) {
      inAll.decrementAndGet();
      return Verdict.TOO_MANY;
    }
    int now = byAddress.merge(address, 1, Integer::sum);
    if (now > maxPerAddress) {
      leave(address);
      return Verdict.TOO_MANY_FROM_ADDRESS;
    }
    return Verdict.ADMITTED;
  }

  void leave(InetAddress address) {
    inAll.decrementAndGet();
    byAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
  }

  int inAll() {
    return inAll.get();
  }
}
