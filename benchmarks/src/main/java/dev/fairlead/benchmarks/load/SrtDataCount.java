package dev.fairlead.benchmarks.load;

import dev.fairlead.media.testkit.ImpairingRelay;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the packets that an SRT sender and receiver put on the wire, lost or not. Any thread. */
final class SrtDataCount implements ImpairingRelay.Tap {
  private static final int RETRANSMITTED = 0x04;
  private static final int HEADER_BYTES = 16;

  private final AtomicLong first = new AtomicLong();
  private final AtomicLong again = new AtomicLong();
  private final AtomicLong back = new AtomicLong();

  @Override
  public void datagram(boolean there, byte[] datagram) {
    if (!there) {
      back.incrementAndGet();
    } else if (datagram.length > HEADER_BYTES && datagram[0] >= 0) {
      ((datagram[4] & RETRANSMITTED) != 0 ? again : first).incrementAndGet();
    }
  }

  void clear() {
    first.set(0);
    again.set(0);
    back.set(0);
  }

  long first() {
    return first.get();
  }

  long again() {
    return again.get();
  }

  long back() {
    return back.get();
  }
}
