package dev.fairlead.control.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one endpoint. Immutable.
 *
 * @param id the same over all attempts
 * @param webhookId to which endpoint
 * @param event what is told, by word
 * @param body as it is posted
 * @param attempts so far
 * @param delivered whether the other side took it
 * @param nextAt when it is tried next, null when it is over
 * @param last the newest attempt, null when there was none
 * @param tookMs how long that took
 * @param createdAt when it happened
 */
public record Delivery(
    String id,
    String webhookId,
    String event,
    String body,
    int attempts,
    boolean delivered,
    @Nullable Instant nextAt,
    Webhook.@Nullable Attempt last,
    @Nullable Long tookMs,
    Instant createdAt) {}
