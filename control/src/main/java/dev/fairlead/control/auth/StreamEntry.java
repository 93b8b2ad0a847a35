package dev.fairlead.control.auth;

import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.StreamKey;
import java.time.Instant;

/**
 * One stream of a tenant. Immutable.
 *
 * @param id public, stable
 * @param name for people
 * @param key secret of its publisher
 * @param playbackId public name of its viewers
 * @param broadcast where both meet; shown to nobody
 * @param createdAt when
 */
public record StreamEntry(
    String id,
    String name,
    StreamKey key,
    String playbackId,
    BroadcastKey broadcast,
    Instant createdAt) {}
