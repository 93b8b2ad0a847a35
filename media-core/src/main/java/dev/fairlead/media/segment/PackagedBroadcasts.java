package dev.fairlead.media.segment;

import dev.fairlead.media.session.BroadcastKey;
import org.jspecify.annotations.Nullable;

/** Finds packaged broadcasts, live ones and those that ended a short while ago. Any thread. */
public interface PackagedBroadcasts {
  /** The newest run under {@code key}, or null when there is none or it ended too long ago. */
  @Nullable PackagedBroadcast find(BroadcastKey key);
}
