package dev.fairlead.media.session;

/** The answer to a {@link PublishRequest}. */
public sealed interface PublishAdmission {
  /**
   * Go ahead.
   *
   * @param tenant who owns the session
   * @param broadcast where the samples go
   * @param playbackId the public name under which viewers ask for it
   * @param takeover whether this publisher replaces one that is connected
   */
  record Granted(TenantId tenant, BroadcastKey broadcast, String playbackId, boolean takeover)
      implements PublishAdmission {}

  /**
   * No.
   *
   * @param reason for the protocol's status code
   * @param text a sentence for the publisher that says what to do; never holds a secret
   */
  record Refused(RefusalReason reason, String text) implements PublishAdmission {}
}
