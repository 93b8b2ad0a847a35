package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.broadcast.Broadcast;
import java.util.HashMap;

/** The groups of viewers of one loop, by broadcast. Confined to that loop. */
public final class PlayGroups {
  private final WebRtcServices services;
  private final PeerEndpoint endpoint;
  private final HashMap<String, PlayGroup> groups = new HashMap<>();

  public PlayGroups(WebRtcServices services, PeerEndpoint endpoint) {
    this.services = services;
    this.endpoint = endpoint;
  }

  /** The group of a broadcast, which begins with its first viewer. */
  PlayGroup of(Broadcast broadcast) {
    return groups.computeIfAbsent(
        broadcast.id(),
        id -> {
          PlayGroup group = new PlayGroup(services, endpoint, broadcast, () -> groups.remove(id));
          group.begin();
          return group;
        });
  }
}
