package dev.fairlead.media.session;

import java.util.concurrent.CompletionStage;

/**
 * Decides who may publish and who may watch. Any thread; never blocks the caller: a decision that
 * takes time completes its stage later, on any thread.
 *
 * <p>Callers fail closed: a stage that completes exceptionally, or not within {@link
 * #DECISION_TIMEOUT_MS}, counts as {@link RefusalReason#UNAVAILABLE}.
 */
public interface AccessPolicy {
  /** How long a protocol waits for a decision. Encoders give up after about 5 s. */
  long DECISION_TIMEOUT_MS = 4_000;

  /** May this one publish? */
  CompletionStage<PublishAdmission> admitPublish(PublishRequest request);

  /** May this one watch? A session follows, which counts towards limits. */
  CompletionStage<PlayAdmission> admitPlay(PlayRequest request);

  /** Might this one watch? Nothing follows, or {@link #admitPlay} does. */
  default CompletionStage<PlayAdmission> checkPlay(PlayRequest request) {
    return admitPlay(request);
  }
}
