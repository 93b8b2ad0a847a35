package dev.fairlead.protocols.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of everything that lives on one loop, in one heap with one timer of the loop under
 * it. Confined to that loop. Setting and moving a deadline allocates nothing but, now and then, the
 * loop's own timer.
 */
public final class LoopTimer {
  /** A deadline that never comes. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** Alarms this near are rung together: one wake-up of the loop for many conversations. */
  private static final long SLACK_NS = 100_000;

  /** Fills places of the heap that are empty again. */
  private static final Alarm GONE = new Alarm(nowNs -> {});

  private final EventLoop loop;
  private Alarm[] heap = new Alarm[16];
  private int size;
  private @Nullable ScheduledFuture<?> armed;
  private long armedNs;
  private boolean ringing;

  LoopTimer(EventLoop loop) {
    this.loop = loop;
  }

  /** One deadline, which its owner moves about. */
  public static final class Alarm {
    private static final int NOT_SET = -1;

    private final Ringing owner;
    private long deadlineNs;
    private int index = NOT_SET;

    public Alarm(Ringing owner) {
      this.owner = owner;
    }
  }

  /** Is told when its alarm rings. */
  public interface Ringing {
    /** The deadline has passed; the alarm is off and may be set anew. */
    void ring(long nowNs);
  }

  /**
   * Sets or moves {@code alarm}.
   *
   * @param deadlineNs by {@link System#nanoTime}, {@link #NO_DEADLINE} to switch it off
   */
  public void set(Alarm alarm, long deadlineNs) {
    if (deadlineNs == NO_DEADLINE) {
      cancel(alarm);
      return;
    }
    if (alarm.index == Alarm.NOT_SET) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      alarm.deadlineNs = deadlineNs;
      alarm.index = size;
      heap[size] = alarm;
      size++;
      rise(alarm);
    } else if (alarm.deadlineNs != deadlineNs) {
      boolean later = deadlineNs - alarm.deadlineNs > 0;
      alarm.deadlineNs = deadlineNs;
      if (later) {
        sink(alarm);
      } else {
        rise(alarm);
      }
    }
    if (!ringing) {
      arm();
    }
  }

  /** Switches {@code alarm} off. */
  public void cancel(Alarm alarm) {
    int index = alarm.index;
    if (index == Alarm.NOT_SET) {
      return;
    }
    size--;
    Alarm last = heap[size];
    heap[size] = GONE;
    alarm.index = Alarm.NOT_SET;
    if (index < size) {
      last.index = index;
      heap[index] = last;
      rise(last);
      sink(last);
    }
  }

  private void arm() {
    if (size == 0) {
      return;
    }
    long dueNs = heap[0].deadlineNs;
    ScheduledFuture<?> pending = armed;
    if (pending != null) {
      if (armedNs - dueNs <= 0) {
        // It asks again when it fires.
        return;
      }
      pending.cancel(false);
    }
    armedNs = dueNs;
    armed = loop.schedule(this::fire, Math.max(0, dueNs - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private void fire() {
    armed = null;
    long nowNs = System.nanoTime();
    ringing = true;
    try {
      while (size > 0 && heap[0].deadlineNs - (nowNs + SLACK_NS) <= 0) {
        Alarm due = heap[0];
        cancel(due);
        due.owner.ring(Math.max(nowNs, due.deadlineNs));
      }
    } finally {
      ringing = false;
      arm();
    }
  }

  private void rise(Alarm alarm) {
    int index = alarm.index;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (heap[parent].deadlineNs - alarm.deadlineNs <= 0) {
        break;
      }
      place(heap[parent], index);
      index = parent;
    }
    place(alarm, index);
  }

  private void sink(Alarm alarm) {
    int index = alarm.index;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && heap[child + 1].deadlineNs - heap[child].deadlineNs < 0) {
        child++;
      }
      if (alarm.deadlineNs - heap[child].deadlineNs <= 0) {
        break;
      }
      place(heap[child], index);
      index = child;
    }
    place(alarm, index);
  }

  private void place(Alarm alarm, int index) {
    heap[index] = alarm;
    alarm.index = index;
  }
}
