package dev.fairlead.control.boot;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.auth.StreamEntry;
import dev.fairlead.control.config.Settings;
import dev.fairlead.control.store.StoreException;
import dev.fairlead.control.tenant.ControlException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The control store with its services, and the threads that may wait for it. */
final class ControlStore implements AutoCloseable {
  private final ControlServices services;
  private final @Nullable StreamEntry firstStream;
  private volatile @Nullable String operatorPassword;
  private final ExecutorService threads;

  /** Under way from the beginning: hashing a password takes as long as all listeners. */
  private final Future<@Nullable String> operator;

  private ControlStore(
      ControlServices services, @Nullable StreamEntry firstStream, ExecutorService threads) {
    this.services = services;
    this.firstStream = firstStream;
    this.threads = threads;
    operator = threads.submit(() -> services.firstStart().ensureOperator());
  }

  /** Opens it, and makes what a node needs to begin with. */
  static ControlStore open(Settings settings, InstantSource clock) throws StartupException {
    ControlServices services = null;
    boolean complete = false;
    try {
      services = ControlServices.open(settings.storeUrl(), settings.dataDir(), clock);
      ControlStore store =
          new ControlStore(
              services,
              services.firstStart().firstStream(),
              Executors.newThreadPerTaskExecutor(
                  Thread.ofVirtual().name("fairlead-store-", 0).factory()));
      complete = true;
      return store;
    } catch (IOException | StoreException | ControlException e) {
      String key = settings.storeUrl().isEmpty() ? "data.dir: " : "store.url: ";
      throw new StartupException(key + e.getMessage(), e);
    } finally {
      if (!complete && services != null) {
        services.close();
      }
    }
  }

  ControlServices services() {
    return services;
  }

  /** The oldest stream, null when there is none to publish to. */
  @Nullable StreamEntry firstStream() {
    return firstStream;
  }

  /** Returns when somebody can sign in. */
  void awaitOperator() throws StartupException {
    try {
      operatorPassword = operator.get();
    } catch (ExecutionException e) {
      throw new StartupException("store: " + String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("interrupted while the first account was made", e);
    }
  }

  /** Of an account that was made by this start, null when there was one. */
  @Nullable String operatorPassword() {
    return operatorPassword;
  }

  /** Threads that may wait for the store. */
  ExecutorService threads() {
    return threads;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    services.close();
  }
}
