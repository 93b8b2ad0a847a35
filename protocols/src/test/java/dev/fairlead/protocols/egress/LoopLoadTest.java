package dev.fairlead.protocols.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.media.counter.CounterSet;
import org.junit.jupiter.api.Test;

class LoopLoadTest {
  private static final long MS = 1_000_000;

  private final LoopLoad load = new LoopLoad(new CounterSet<>(EgressCounter.class));
  private long nowNs = 5_000 * MS;

  @Test
  void idleLoopSendsPerFrame() {
    run(100, 2);

    assertEquals(0, load.windowMs(350));
  }

  @Test
  void busyLoopWidensStepByStep() {
    run(16, 20);
    assertEquals(66, load.windowMs(350));
    run(300, 20);

    assertEquals(350, load.windowMs(350));
    assertEquals(100, load.windowMs(100));
  }

  @Test
  void steadyLoopStaysWhereItIs() {
    run(16, 20);
    run(300, 12);

    assertEquals(66, load.windowMs(350));
  }

  @Test
  void relievedLoopNarrowsAgain() {
    run(300, 20);
    run(300, 2);

    assertEquals(0, load.windowMs(350));
  }

  @Test
  void batchesThatOvertakeEachOtherWiden() {
    for (int i = 0; i < 20; i++) {
      load.overran();
      run(1, 2);
    }

    assertEquals(66, load.windowMs(350));
  }

  @Test
  void silenceSaysNothing() {
    run(300, 20);
    nowNs += 60_000 * MS;
    run(15, 20);

    assertEquals(350, load.windowMs(350));
  }

  private void run(int passes, int busyMs) {
    for (int i = 0; i < passes; i++) {
      load.spent(nowNs, nowNs + busyMs * MS);
      nowNs += 33 * MS;
    }
  }
}
