package dev.fairlead.protocols.rtmp.bridge;

import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.time.WallClock;
import dev.fairlead.protocols.egress.Egress;
import dev.fairlead.protocols.rtmp.core.RtmpCounter;
import dev.fairlead.protocols.rtmp.core.RtmpLimits;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What all peers of one server share.
 *
 * @param registry where broadcasts are
 * @param gate admits
 * @param egress serves viewers, null to serve none
 * @param limits of each peer
 * @param playWaitMs how long a viewer may wait for a broadcast to begin, 0 to refuse at once
 * @param counters what happened
 * @param wallClock dates media
 * @param random fills handshakes
 * @param waiting viewers whose broadcast is not live
 */
public record RtmpServices(
    BroadcastRegistry registry,
    SessionGate gate,
    @Nullable Egress egress,
    RtmpLimits limits,
    int playWaitMs,
    CounterSet<RtmpCounter> counters,
    WallClock wallClock,
    RandomGenerator random,
    WaitingViewers waiting) {}
