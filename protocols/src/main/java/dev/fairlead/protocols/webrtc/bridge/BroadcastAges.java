package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastListener;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.track.MediaKind;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when broadcasts are there: of one that has just begun further tracks may be on their way.
 * Any thread. Holds one entry for each broadcast that is not over.
 */
final class BroadcastAges implements BroadcastListener {
  /** Sound and pictures of one publisher appear within a fraction of it. */
  private static final long SETTLED_NS = 1_500_000_000;

  private final ConcurrentHashMap<String, Long> startedNs = new ConcurrentHashMap<>();

  @Override
  public void broadcastStarted(Broadcast broadcast) {
    startedNs.put(broadcast.id(), System.nanoTime());
  }

  @Override
  public void broadcastEnded(Broadcast broadcast, EndReason reason) {
    startedNs.remove(broadcast.id());
  }

  /** Whether a viewer had better wait a moment for tracks. */
  boolean mayGrow(Broadcast broadcast) {
    Long since = startedNs.get(broadcast.id());
    return since != null
        && System.nanoTime() - since < SETTLED_NS
        && !(has(broadcast, MediaKind.VIDEO) && has(broadcast, MediaKind.AUDIO));
  }

  private static boolean has(Broadcast broadcast, MediaKind kind) {
    return broadcast.tracks().stream().anyMatch(track -> track.kind() == kind);
  }
}
