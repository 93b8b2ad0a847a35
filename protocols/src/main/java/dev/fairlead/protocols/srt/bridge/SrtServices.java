package dev.fairlead.protocols.srt.bridge;

import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.container.mpegts.MpegTsCounter;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.time.WallClock;
import dev.fairlead.protocols.egress.Egress;
import dev.fairlead.protocols.srt.core.SrtCounter;
import dev.fairlead.protocols.srt.core.SrtSettings;

/**
 * What all peers of one port share.
 *
 * @param registry where broadcasts are
 * @param gate admits
 * @param egress serves viewers
 * @param settings of connections
 * @param counters what happened
 * @param mpegTsCounters damage in what publishers send
 * @param wallClock dates media
 */
public record SrtServices(
    BroadcastRegistry registry,
    SessionGate gate,
    Egress egress,
    SrtSettings settings,
    CounterSet<SrtCounter> counters,
    CounterSet<MpegTsCounter> mpegTsCounters,
    WallClock wallClock) {}
