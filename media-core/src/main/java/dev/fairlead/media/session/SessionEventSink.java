package dev.fairlead.media.session;

import java.util.concurrent.CompletionStage;

/**
 * Takes what happened. Any thread; never blocks the caller.
 *
 * <p>The stage completes when the event is safe. A protocol answers an admission only after the
 * {@link SessionEvent.Opened} of its session is safe, and refuses it with {@link
 * RefusalReason#UNAVAILABLE} when that fails or takes longer than {@link
 * AccessPolicy#DECISION_TIMEOUT_MS}.
 */
public interface SessionEventSink {
  /** Records one event. */
  CompletionStage<Void> record(SessionEvent event);
}
