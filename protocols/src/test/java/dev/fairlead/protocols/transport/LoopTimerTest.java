package dev.fairlead.protocols.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopTimerTest {
  private static final long MS = 1_000_000;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final LoopTimer timer = new LoopTimer(channel.eventLoop());
  private final List<Integer> rung = new ArrayList<>();

  private void pass(long ms) {
    channel.advanceTimeBy(ms, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void ringsInTheOrderOfDeadlines() {
    long nowNs = System.nanoTime();
    Random random = new Random(7);
    List<Integer> delays = new ArrayList<>();
    LoopTimer.Alarm[] alarms = new LoopTimer.Alarm[200];
    for (int i = 0; i < alarms.length; i++) {
      int number = i;
      alarms[i] = new LoopTimer.Alarm(ns -> rung.add(number));
    }
    // Every alarm is set, moved, and some are switched off, in no order.
    for (int i = 0; i < alarms.length; i++) {
      timer.set(alarms[i], nowNs - random.nextInt(1_000) * MS - MS);
    }
    for (int i = 0; i < alarms.length; i++) {
      int ms = random.nextInt(1_000_000);
      delays.add(ms);
      timer.set(alarms[i], nowNs - 2_000_000 * MS + ms * MS);
    }
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < alarms.length; i++) {
      if (i % 7 == 0) {
        timer.cancel(alarms[i]);
      } else {
        expected.add(i);
      }
    }
    expected.sort(Comparator.comparing(delays::get));

    pass(1);

    assertEquals(
        expected.stream().map(delays::get).toList(), rung.stream().map(delays::get).toList());
  }

  @Test
  void aDeadlineThatMovesAwayDoesNotRing() {
    LoopTimer.Alarm alarm = new LoopTimer.Alarm(ns -> rung.add(1));
    timer.set(alarm, System.nanoTime() + 10 * MS);
    timer.set(alarm, System.nanoTime() + 3_600_000 * MS);

    pass(1_000);

    assertTrue(rung.isEmpty());
  }

  @Test
  void anAlarmMaySetItselfAnew() {
    LoopTimer.Alarm[] alarm = new LoopTimer.Alarm[1];
    alarm[0] =
        new LoopTimer.Alarm(
            ns -> {
              rung.add(rung.size());
              if (rung.size() < 3) {
                timer.set(alarm[0], ns + 1);
              }
            });
    timer.set(alarm[0], System.nanoTime());

    for (int i = 0; i < 5; i++) {
      pass(1);
    }

    assertEquals(List.of(0, 1, 2), rung);
  }
}
