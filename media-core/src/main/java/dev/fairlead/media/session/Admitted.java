package dev.fairlead.media.session;

/**
 * What became of a request: a session, or a refusal. Callers complete on any thread.
 *
 * @param <G> the grant
 */
public sealed interface Admitted<G> {
  /**
   * Admitted, and its beginning is recorded.
   *
   * @param session to be closed once, whatever happens
   * @param grant what the policy granted
   * @param <G> the grant
   */
  record Yes<G>(Session session, G grant) implements Admitted<G> {}

  /**
   * Refused.
   *
   * @param reason for the protocol's status code
   * @param text a sentence for the peer
   * @param <G> the grant
   */
  record No<G>(RefusalReason reason, String text) implements Admitted<G> {}
}
