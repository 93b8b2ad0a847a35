package dev.fairlead.protocols.hls;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;
import dev.fairlead.protocols.delivery.WindowCompanion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest media playlist of one window in each form that was asked for. Any thread.
 *
 * <p>Each version and form is made once, by whichever loop asks first; another loop that asks in
 * that moment waits for it. That lock is held for the tens of microseconds that writing takes, a
 * few times a second: making it twice would cost more.
 */
final class WindowPlaylists implements WindowCompanion {
  /** Attempts to write a version that the window does not overtake; two is already unheard of. */
  private static final int MAX_ATTEMPTS = 8;

  private final SegmentWindow window;
  private final CounterSet<HlsCounter> counters;
  private final AtomicReferenceArray<@Nullable Rendering> renderings =
      new AtomicReferenceArray<>(PlaylistKind.COUNT);

  // Under the lock.
  private final MediaPlaylist playlist;
  private final Gzip gzip = new Gzip();
  private boolean closed;

  WindowPlaylists(
      PackagedBroadcast broadcast,
      SegmentWindow window,
      boolean lowLatency,
      CounterSet<HlsCounter> counters) {
    this.window = window;
    this.counters = counters;
    playlist = new MediaPlaylist(broadcast, window, lowLatency);
  }

  /** The newest version in that form; null when the window was let go. */
  @Nullable Taken take(PlaylistKind kind) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Rendering rendering = renderings.get(kind.place());
      if (rendering == null || rendering.version() != window.state().version()) {
        rendering = renew(kind);
        if (rendering == null) {
          return null;
        }
      }
      ByteBuf bytes = rendering.take();
      if (bytes != null) {
        return new Taken(rendering.tag(), bytes);
      }
    }
    return null;
  }

  /**
   * A playlist to be sent.
   *
   * @param tag its ETag
   * @param bytes one reference, the taker's
   */
  record Taken(String tag, ByteBuf bytes) {}

  private synchronized @Nullable Rendering renew(PlaylistKind kind) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS && !closed; attempt++) {
      WindowState state = window.state();
      Rendering known = renderings.get(kind.place());
      if (known != null && known.version() == state.version()) {
        return known;
      }
      ByteBuf bytes = kind.isGzip() ? compressed(kind, state) : rendered(kind, state);
      if (bytes != null) {
        Rendering made = new Rendering(state.version(), tag(kind, state.version()), bytes);
        Rendering old = renderings.getAndSet(kind.place(), made);
        if (old != null) {
          old.close();
        }
        return made;
      }
    }
    return null;
  }

  private @Nullable ByteBuf rendered(PlaylistKind kind, WindowState state) {
    CharSequence text = playlist.render(state, kind.isDelta());
    if (text == null) {
      return null;
    }
    counters.increment(HlsCounter.PLAYLIST_RENDERED);
    ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(text.length());
    bytes.writeCharSequence(text, StandardCharsets.US_ASCII);
    return bytes;
  }

  private @Nullable ByteBuf compressed(PlaylistKind kind, WindowState state) {
    Rendering plain = renew(kind.plain());
    if (plain == null || plain.version() != state.version()) {
      return null;
    }
    counters.increment(HlsCounter.PLAYLIST_COMPRESSED);
    return gzip.compress(plain.bytes());
  }

  private static String tag(PlaylistKind kind, long version) {
    return "\"" + version + "-" + kind.place() + "\"";
  }

  @Override
  public synchronized void closed() {
    closed = true;
    gzip.close();
    for (int i = 0; i < renderings.length(); i++) {
      Rendering rendering = renderings.getAndSet(i, null);
      if (rendering != null) {
        rendering.close();
      }
    }
  }
}
