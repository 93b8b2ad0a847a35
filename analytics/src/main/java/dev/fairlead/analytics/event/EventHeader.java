package dev.fairlead.analytics.event;

import java.util.UUID;

/**
 * What every event says of itself.
 *
 * @param tenant whose it is, never blank
 * @param type what kind
 * @param schemaVersion of its fields
 * @param id the same for the same happening, however often it is told
 * @param node where it happened
 * @param eventTimeNs when it happened, since 1970
 * @param journalTimeNs when it was written, since 1970
 */
public record EventHeader(
    String tenant,
    EventType type,
    int schemaVersion,
    UUID id,
    String node,
    long eventTimeNs,
    long journalTimeNs) {}
