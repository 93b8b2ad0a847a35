package dev.fairlead.control.session;

/** Told of sessions that begin and end. Must not block. */
public interface SessionListener {
  /** It began. */
  void opened(LiveSession session);

  /** It is over. */
  void closed(LiveSession session, String reason);
}
