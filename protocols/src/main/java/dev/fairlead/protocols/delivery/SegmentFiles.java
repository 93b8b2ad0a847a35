package dev.fairlead.protocols.delivery;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.segment.Part;
import dev.fairlead.media.segment.Segment;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.protocols.http.MemoryFile;
import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Copies of whole segments that many viewers fetch, in files that the kernel sends by itself. Any
 * thread; one per node.
 *
 * <p>A segment that is asked for again gets its file, written apart from the event loops; until it
 * is there, and where there is no room for it, the window's own bytes are sent.
 */
final class SegmentFiles {
  /** Below this, a file costs more than it saves. */
  private static final int MIN_FILE_BYTES = 64 << 10;

  /** Most memory in all files; what they hold is held by the windows too. */
  private static final long MAX_FILE_BYTES = 256L << 20;

  private final CounterSet<DeliveryCounter> counters;
  private final int minFileBytes;
  private final long maxBytes;
  private final WindowCompanions<WindowFiles> windows = new WindowCompanions<>();
  private final AtomicLong heldBytes = new AtomicLong();

  private volatile boolean unavailable;

  SegmentFiles(CounterSet<DeliveryCounter> counters) {
    this(counters, MIN_FILE_BYTES, MAX_FILE_BYTES);
  }

  /**
   * @param counters counts what is written and what is not
   * @param minFileBytes length of the shortest segment that gets a file
   * @param maxBytes most memory in all files
   */
  SegmentFiles(CounterSet<DeliveryCounter> counters, int minFileBytes, long maxBytes) {
    this.counters = counters;
    this.minFileBytes = minFileBytes;
    this.maxBytes = maxBytes;
  }

  /**
   * The file of a complete segment, or null when there is none yet.
   *
   * @return with a reference of the caller's own
   */
  @Nullable MemoryFile find(SegmentWindow window, Segment segment) {
    if (unavailable || segment.sizeBytes() < minFileBytes) {
      return null;
    }
    WindowFiles files = windows.of(window, WindowFiles::new);
    return files == null ? null : files.find(segment);
  }

  /** Memory in all files now. */
  long heldBytes() {
    return heldBytes.get();
  }

  private boolean reserve(long bytes) {
    if (heldBytes.addAndGet(bytes) > maxBytes) {
      heldBytes.addAndGet(-bytes);
      counters.increment(DeliveryCounter.FILES_REFUSED);
      return false;
    }
    return true;
  }

  /** Those of one window. */
  private final class WindowFiles implements WindowCompanion {
    private final SegmentWindow window;
    private final ConcurrentHashMap<Long, SegmentFile> files = new ConcurrentHashMap<>();

    private WindowFiles(SegmentWindow window) {
      this.window = window;
    }

    @Nullable MemoryFile find(Segment segment) {
      if (window.state().ended()) {
        return null;
      }
      SegmentFile file = files.get(segment.sequence());
      if (file == null) {
        // Asked for the first time; most are by nobody else, where few watch.
        files.putIfAbsent(segment.sequence(), new SegmentFile(window, segment));
        return null;
      }
      return file.take();
    }

    @Override
    public void advanced(SegmentWindow changed) {
      if (!files.isEmpty()) {
        dropGone(changed.state().ended());
      }
    }

    @Override
    public void closed() {
      dropGone(true);
    }

    /** What is over is asked for by few, however long it stays in its window. */
    private void dropGone(boolean over) {
      for (Long sequence : files.keySet()) {
        if (over || window.segment(sequence) == null) {
          SegmentFile file = files.remove(sequence);
          if (file != null) {
            file.drop();
          }
        }
      }
    }
  }

  /** One segment that was asked for. */
  private final class SegmentFile {
    private enum Stage {
      ASKED,
      BEING_WRITTEN,
      WRITTEN,
      DROPPED
    }

    private final SegmentWindow window;
    private final Segment segment;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.ASKED);
    private volatile @Nullable MemoryFile file;

    private SegmentFile(SegmentWindow window, Segment segment) {
      this.window = window;
      this.segment = segment;
    }

    /** The file with a reference for the caller; lets it be written when there is none. */
    @Nullable MemoryFile take() {
      MemoryFile written = file;
      if (written != null) {
        return retained(written);
      }
      if (stage.get() == Stage.ASKED && reserve(segment.sizeBytes())) {
        if (stage.compareAndSet(Stage.ASKED, Stage.BEING_WRITTEN)) {
          Thread.startVirtualThread(this::write);
        } else {
          heldBytes.addAndGet(-segment.sizeBytes());
        }
      }
      return null;
    }

    private static @Nullable MemoryFile retained(MemoryFile written) {
      try {
        return written.retain();
      } catch (IllegalReferenceCountException e) {
        return null;
      }
    }

    private void write() {
      MemoryFile made = copy();
      if (made == null) {
        heldBytes.addAndGet(-segment.sizeBytes());
        stage.set(Stage.DROPPED);
        return;
      }
      file = made;
      counters.increment(DeliveryCounter.FILES_WRITTEN);
      if (!stage.compareAndSet(Stage.BEING_WRITTEN, Stage.WRITTEN)) {
        release();
      } else if (window.state().ended() || window.segment(segment.sequence()) == null) {
        // Let go meanwhile, by a window that tells nobody any more.
        drop();
      }
    }

    private @Nullable MemoryFile copy() {
      List<ByteBuf> pieces = new ArrayList<>();
      try {
        for (Part part : segment.parts()) {
          if (!part.retainInto(pieces::add)) {
            return null;
          }
        }
        return MemoryFile.of(pieces);
      } catch (IOException e) {
        counters.increment(DeliveryCounter.FILES_FAILED);
        return null;
      } catch (LinkageError | UnsupportedOperationException e) {
        unavailable = true;
        return null;
      } finally {
        pieces.forEach(ByteBuf::release);
      }
    }

    /** The window has let the segment go. */
    void drop() {
      if (stage.getAndSet(Stage.DROPPED) == Stage.WRITTEN) {
        release();
      }
    }

    private void release() {
      MemoryFile written = file;
      if (written != null) {
        heldBytes.addAndGet(-written.sizeBytes());
        written.release();
      }
    }
  }
}
