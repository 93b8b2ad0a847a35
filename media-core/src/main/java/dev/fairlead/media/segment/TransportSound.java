package dev.fairlead.media.segment;

import dev.fairlead.media.bridge.BridgeLease;
import dev.fairlead.media.bridge.BridgeState;
import dev.fairlead.media.bridge.Bridges;
import dev.fairlead.media.bridge.SoundProfile;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.track.Track;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sound of the MPEG-TS variant: what old devices know, bridged where the publisher sends
 * something else, for as long as the variant is made. Confined to the packager's executor.
 */
final class TransportSound {
  /** Leaves the sound as it is. */
  static final TransportSound ORIGINAL = new TransportSound(null, null);

  private final @Nullable Broadcast broadcast;
  private final @Nullable Bridges bridges;

  private SoundProfile profile = SoundProfile.ORIGINAL;
  private @Nullable BridgeLease lease;

  /**
   * @param broadcast whose sound it is
   * @param bridges null to leave it as it is
   */
  TransportSound(@Nullable Broadcast broadcast, @Nullable Bridges bridges) {
    this.broadcast = broadcast;
    this.bridges = bridges;
  }

  /** Somebody asks for the variant. */
  void begin(List<Track> tracks) {
    if (bridges != null && broadcast != null && !SoundProfile.LEGACY_TS.isServedBy(tracks)) {
      profile = SoundProfile.LEGACY_TS;
      lease = bridges.require(broadcast, SoundProfile.TARGET);
    }
  }

  /** Nobody asks any more. */
  void end() {
    BridgeLease held = lease;
    lease = null;
    if (held != null) {
      held.close();
    }
  }

  /** The tracks that the variant carries. */
  List<Track> choose(List<Track> tracks) {
    return tracks.stream().filter(profile::takes).toList();
  }

  /** Whether {@link #choose} answers otherwise than before: sound that nobody can bridge stays. */
  boolean isChanged() {
    BridgeLease held = lease;
    if (held != null
        && profile != SoundProfile.ORIGINAL
        && held.state() == BridgeState.UNAVAILABLE) {
      profile = SoundProfile.ORIGINAL;
      return true;
    }
    return false;
  }
}
