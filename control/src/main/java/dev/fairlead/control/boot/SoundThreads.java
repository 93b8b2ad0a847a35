package dev.fairlead.control.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which sound is decoded and encoded, apart from the event loops. They begin when
 * they are needed. Any thread may ask for one; what waits for each is bounded by those who use it.
 */
final class SoundThreads implements AutoCloseable {
  private final List<ExecutorService> threads = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  /**
   * @param count at least 1
   */
  SoundThreads(int count) {
    for (int i = 1; i <= count; i++) {
      threads.add(
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().name("fairlead-sound-" + i).daemon().factory()));
    }
  }

  /** One of them, in turn. */
  Executor next() {
    return threads.get(Math.floorMod(next.getAndIncrement(), threads.size()));
  }

  /** Ends them when what they do is done. */
  @Override
  public void close() {
    threads.forEach(ExecutorService::shutdown);
    threads.forEach(ExecutorService::close);
  }
}
