package dev.fairlead.control.webhook;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a tenant is told. Immutable; the secret is not in it.
 *
 * @param id stable
 * @param name for people
 * @param url where it is posted
 * @param events what is told, by word; empty for all
 * @param active whether it is told
 * @param failures attempts since the last that went well
 * @param dropped events for which its outbox had no place
 * @param last the newest attempt, null when there was none
 * @param createdAt when
 */
public record Webhook(
    String id,
    String name,
    String url,
    List<String> events,
    boolean active,
    long failures,
    long dropped,
    @Nullable Attempt last,
    Instant createdAt) {
  /**
   * What came of an attempt.
   *
   * @param at when it was over
   * @param status of HTTP, null when there was no answer
   * @param error why there was none, in words
   */
  public record Attempt(Instant at, @Nullable Integer status, @Nullable String error) {
    /** Whether the other side took it. */
    boolean isGood() {
      return status != null && status >= 200 && status < 300;
    }
  }

  /** Whether it wants to know. */
  boolean wants(WebhookEvent event) {
    return active && (events.isEmpty() || events.contains(event.word()));
  }
}
