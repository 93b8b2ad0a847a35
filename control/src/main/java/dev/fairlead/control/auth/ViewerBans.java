package dev.fairlead.control.auth;

import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.media.session.PlayRequest;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Viewers who were cut off: their players would be back at once. Known by address and by what they
 * call themselves; whoever shares both with them stays away as well. Any thread.
 */
final class ViewerBans {
  /** How long somebody who was cut off stays away. */
  static final long BANNED_NS = 300_000_000_000L;

  /** More than anybody cuts off by hand. */
  static final int MAX_BANS = 20_000;

  private final ConcurrentHashMap<Viewer, Long> untilNs = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  private record Viewer(String playbackId, @Nullable InetAddress address, String agent) {
    static Viewer of(PlayRequest request) {
      return new Viewer(
          Hashes.fold(ViewerPasses.withoutPass(request.playbackId())),
          request.remote().getAddress(),
          request.agent());
    }
  }

  ViewerBans(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void add(PlayRequest request) {
    if (untilNs.size() < MAX_BANS) {
      untilNs.put(Viewer.of(request), nanoTime.getAsLong() + BANNED_NS);
    }
  }

  boolean concern(PlayRequest request) {
    Long until = untilNs.isEmpty() ? null : untilNs.get(Viewer.of(request));
    return until != null && until - nanoTime.getAsLong() > 0;
  }

  /** Forgets who may come again. Call about once a second. */
  void advance() {
    long nowNs = nanoTime.getAsLong();
    untilNs.values().removeIf(until -> until - nowNs <= 0);
  }
}
