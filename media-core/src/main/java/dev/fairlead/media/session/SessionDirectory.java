package dev.fairlead.media.session;

/**
 * Knows the sessions under way with what they were admitted for, so that they can be looked at
 * again and ended. Any thread; never blocks. Told after the beginning is recorded and before the
 * protocol is; the end comes as {@link SessionEvent.Closed}.
 */
public interface SessionDirectory {
  /** Keeps nothing. */
  SessionDirectory NONE =
      new SessionDirectory() {
        @Override
        public void publishing(
            Session session, PublishRequest request, PublishAdmission.Granted granted) {}

        @Override
        public void playing(Session session, PlayRequest request, PlayAdmission.Granted granted) {}
      };

  /** A publisher was let in. */
  void publishing(Session session, PublishRequest request, PublishAdmission.Granted granted);

  /** A viewer was let in. */
  void playing(Session session, PlayRequest request, PlayAdmission.Granted granted);
}
