package dev.fairlead.media.session;

/** The answer to a {@link PlayRequest}. */
public sealed interface PlayAdmission {
  /**
   * Go ahead; the broadcast may not be live.
   *
   * @param tenant who owns the session
   * @param broadcast which broadcast to watch
   */
  record Granted(TenantId tenant, BroadcastKey broadcast) implements PlayAdmission {}

  /**
   * No.
   *
   * @param reason for the protocol's status code
   * @param text a sentence for the viewer; never holds a secret
   */
  record Refused(RefusalReason reason, String text) implements PlayAdmission {}
}
