package dev.fairlead.conformance.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Many viewers of one broadcast at once, each judged on its own. */
final class Readers implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Future<?>> running = new LinkedHashMap<>();

  /** Starts one; what it throws is its judgement. */
  void add(String name, Callable<?> reader) {
    running.put(name, threads.submit(reader));
  }

  /** Waits for all and fails with all that went wrong. */
  void awaitAll(Duration timeout) {
    long endNs = System.nanoTime() + timeout.toNanos();
    List<String> faults = new ArrayList<>();
    AssertionError failure = null;
    for (Map.Entry<String, Future<?>> reader : running.entrySet()) {
      try {
        reader.getValue().get(Math.max(0, endNs - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        faults.add(reader.getKey() + ": " + e.getCause().getMessage());
        failure = failure == null ? new AssertionError(e.getCause()) : failure;
      } catch (TimeoutException e) {
        faults.add(reader.getKey() + ": did not end");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(String.join("\n----\n", faults), failure);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
