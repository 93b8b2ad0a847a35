package dev.fairlead.control.stream;

import dev.fairlead.media.session.StreamKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One key of a stream. Immutable; the secret is redacted by its type.
 *
 * @param id stable
 * @param streamId whose it is
 * @param name for people
 * @param key the secret
 * @param active whether it admits
 * @param lastUsedAt null when never
 * @param createdAt when
 */
public record KeyRecord(
    String id,
    String streamId,
    String name,
    StreamKey key,
    boolean active,
    @Nullable Instant lastUsedAt,
    Instant createdAt) {}
