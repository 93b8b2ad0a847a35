package dev.fairlead.media.session;

import org.jspecify.annotations.Nullable;

/** The answer to a {@link PlayRequest}. */
public sealed interface PlayAdmission {
  /**
   * Go ahead; the broadcast may not be live.
   *
   * @param tenant who owns the session
   * @param broadcast which broadcast to watch
   * @param alias stands for the playback id in further requests of this viewer, who need not show
   *     his credential again; null when there is none
   */
  record Granted(TenantId tenant, BroadcastKey broadcast, @Nullable String alias)
      implements PlayAdmission {
    /** Without an alias. */
    public Granted(TenantId tenant, BroadcastKey broadcast) {
      this(tenant, broadcast, null);
    }
  }

  /**
   * No.
   *
   * @param reason for the protocol's status code
   * @param text a sentence for the viewer; never holds a secret
   */
  record Refused(RefusalReason reason, String text) implements PlayAdmission {}
}
