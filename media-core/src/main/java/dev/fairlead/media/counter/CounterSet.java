package dev.fairlead.media.counter;

import java.util.EnumMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * The counters of one room, one per constant of its descriptor enum. Any thread may add or read;
 * adding allocates nothing. A reading is the sum at some moment during the call.
 *
 * @param <E> the room's descriptors
 */
public final class CounterSet<E extends Enum<E> & CounterDescriptor> {
  private final EnumMap<E, LongAdder> counters;

  /**
   * @param descriptors the enum that lists what is counted
   */
  public CounterSet(Class<E> descriptors) {
    counters = new EnumMap<>(descriptors);
    for (E descriptor : descriptors.getEnumConstants()) {
      counters.put(descriptor, new LongAdder());
    }
  }

  /** Adds one. */
  public void increment(E descriptor) {
    add(descriptor, 1);
  }

  /** Adds {@code amount}; negative amounts suit gauges such as open connections. */
  public void add(E descriptor, long amount) {
    counter(descriptor).add(amount);
  }

  /** The sum so far. */
  public long value(E descriptor) {
    return counter(descriptor).sum();
  }

  /** Passes each descriptor with its sum, in declaration order. */
  public void forEach(BiConsumer<? super E, Long> visitor) {
    counters.forEach((descriptor, adder) -> visitor.accept(descriptor, adder.sum()));
  }

  private LongAdder counter(E descriptor) {
    LongAdder adder = counters.get(descriptor);
    assert adder != null : "the constructor makes one for each constant";
    return adder;
  }
}
