package dev.fairlead.control.auth;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the store said not long ago, by name. Any thread; what is not here is read on the executor,
 * once for all who ask at the same time.
 *
 * <p>What is read while something changes is given to those who asked, and not kept.
 *
 * @param <V> what is kept
 */
final class AccessCache<V> {
  /** How long an answer may decide about somebody new when nobody tells of a change. */
  static final long FRESH_NS = 30_000_000_000L;

  /** How long the store is spared the same wrong name. */
  static final long ABSENT_FRESH_NS = 2_000_000_000L;

  /** 100,000 keys, and as many playback ids. */
  static final int MAX_ENTRIES = 200_000;

  /** Wrong names that are known as such; whoever makes up more asks the store each time. */
  static final int MAX_ABSENT = 128;

  /** Names being read at the same time; beyond it the store has more to do than it can. */
  static final int MAX_LOADING = 2_000;

  private final ConcurrentHashMap<String, Entry<V>> entries = new ConcurrentHashMap<>();
  private final Map<String, Entry<V>> absent = Collections.synchronizedMap(new Newest<>());
  private final ConcurrentHashMap<String, CompletableFuture<Entry<V>>> loading =
      new ConcurrentHashMap<>();
  private final AtomicInteger loadingCount = new AtomicInteger();
  private final AtomicLong generation = new AtomicLong();
  private final Function<String, @Nullable V> reader;
  private final Executor executor;
  private final LongSupplier nanoTime;

  /**
   * One answer.
   *
   * @param value null when there is nothing of this name
   * @param readAtNs monotonic time
   */
  record Entry<V>(@Nullable V value, long readAtNs) {}

  /** Forgets the oldest. */
  private static final class Newest<E> extends LinkedHashMap<String, E> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, E> eldest) {
      return size() > MAX_ABSENT;
    }
  }

  AccessCache(Function<String, @Nullable V> reader, Executor executor, LongSupplier nanoTime) {
    this.reader = reader;
    this.executor = executor;
    this.nanoTime = nanoTime;
  }

  /** An answer that is fresh enough, or null. */
  @Nullable Entry<V> fresh(String name) {
    Entry<V> entry = last(name);
    if (entry == null) {
      return null;
    }
    long ageNs = nanoTime.getAsLong() - entry.readAtNs();
    long lifeNs = entry.value() == null ? ABSENT_FRESH_NS : FRESH_NS;
    if (ageNs > lifeNs) {
      return null;
    }
    if (ageNs > lifeNs / 2) {
      // Whoever is asked about all the time never waits.
      var _ = load(name);
    }
    return entry;
  }

  /** The last answer, however old, or null. */
  @Nullable Entry<V> last(String name) {
    Entry<V> entry = entries.get(name);
    return entry == null ? absent.get(name) : entry;
  }

  /** Asks the store. */
  CompletableFuture<Entry<V>> load(String name) {
    CompletableFuture<Entry<V>> mine = new CompletableFuture<>();
    CompletableFuture<Entry<V>> others = loading.putIfAbsent(name, mine);
    if (others != null) {
      return others;
    }
    if (loadingCount.incrementAndGet() > MAX_LOADING) {
      loaded(name);
      mine.completeExceptionally(new IllegalStateException("too many questions at once"));
      return mine;
    }
    long before = generation.get();
    try {
      executor.execute(() -> read(name, before, mine));
    } catch (RuntimeException e) {
      loaded(name);
      mine.completeExceptionally(e);
    }
    return mine;
  }

  private void read(String name, long before, CompletableFuture<Entry<V>> mine) {
    try {
      Entry<V> entry = new Entry<>(reader.apply(name), nanoTime.getAsLong());
      if (generation.get() == before) {
        keep(name, entry);
        if (generation.get() != before) {
          entries.remove(name, entry);
          absent.remove(name, entry);
        }
      }
      loaded(name);
      mine.complete(entry);
    } catch (RuntimeException e) {
      loaded(name);
      mine.completeExceptionally(e);
    }
  }

  private void keep(String name, Entry<V> entry) {
    if (entry.value() == null) {
      entries.remove(name);
      absent.put(name, entry);
    } else {
      absent.remove(name);
      makeRoom();
      entries.put(name, entry);
    }
  }

  private void loaded(String name) {
    loading.remove(name);
    loadingCount.decrementAndGet();
  }

  private void makeRoom() {
    if (entries.size() >= MAX_ENTRIES) {
      Iterator<String> names = entries.keySet().iterator();
      for (int i = 0; i < MAX_ENTRIES / 10 && names.hasNext(); i++) {
        names.next();
        names.remove();
      }
    }
  }

  /** Forgets what {@code changed} is true of, and every name that was not there. */
  void forget(Predicate<V> changed) {
    generation.incrementAndGet();
    // Readings under way must not be shared with whoever asks from now on.
    loading.clear();
    absent.clear();
    entries.values().removeIf(entry -> entry.value() != null && changed.test(entry.value()));
  }
}
