package dev.fairlead.control.stream;

import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import java.time.Instant;
import java.util.List;

/**
 * One stream of a tenant. Immutable; holds no key.
 *
 * @param id stable
 * @param tenant whose it is
 * @param name for people
 * @param description for people
 * @param tags for finding it
 * @param playbackId public name of its viewers
 * @param broadcast where publisher and viewers meet; shown to nobody
 * @param active whether it may be published and watched
 * @param policy who may watch
 * @param allowedOrigins pages that may embed it; empty for all
 * @param allowedRanges blocks of addresses of its viewers; empty for all
 * @param maxViewers at the same time, 0 for no limit of its own
 * @param createdAt when
 * @param updatedAt when last
 */
public record LiveStream(
    String id,
    TenantId tenant,
    String name,
    String description,
    List<String> tags,
    String playbackId,
    BroadcastKey broadcast,
    boolean active,
    PlaybackPolicy policy,
    List<String> allowedOrigins,
    List<String> allowedRanges,
    int maxViewers,
    Instant createdAt,
    Instant updatedAt) {}
