package dev.fairlead.control.boot;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** What was started, to be stopped in reverse. Confined to one thread at a time. */
final class Lifecycle implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Lifecycle.class.getName());

  private final ArrayDeque<Step> started = new ArrayDeque<>();

  private record Step(String name, AutoCloseable part) {}

  /** Notes that {@code part} was started. */
  <T extends AutoCloseable> T started(String name, T part) {
    started.push(new Step(name, part));
    return part;
  }

  /** Notes that {@code part} was started, which {@code stop} stops. */
  <T> T startedAs(String name, T part, Consumer<? super T> stop) {
    started.push(new Step(name, () -> stop.accept(part)));
    return part;
  }

  /** Stops all; a part that fails to stop keeps none of the others from it. */
  @Override
  public void close() {
    while (!started.isEmpty()) {
      Step step = started.pop();
      try {
        step.part().close();
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        LOG.log(Level.ERROR, "could not stop " + step.name(), e);
      }
    }
  }
}
