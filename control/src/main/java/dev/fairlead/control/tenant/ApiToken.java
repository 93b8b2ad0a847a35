package dev.fairlead.control.tenant;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A credential of a program. Immutable; the secret itself is nowhere.
 *
 * @param id stable
 * @param name for people
 * @param permissions what it may do
 * @param allowedRanges blocks of addresses from which it works; empty for all
 * @param expiresAt null for never
 * @param lastUsedAt to the minute, null when never
 * @param createdBy who made it
 * @param createdAt when
 */
public record ApiToken(
    String id,
    String name,
    Set<Permission> permissions,
    List<String> allowedRanges,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    String createdBy,
    Instant createdAt) {}
