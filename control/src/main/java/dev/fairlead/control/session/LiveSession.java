package dev.fairlead.control.session;

import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.UsageCounters;
import org.jspecify.annotations.Nullable;

/** A session under way, with what it was admitted for. Any thread. */
public final class LiveSession {
  private final SessionEvent.Opened opened;
  private volatile UsageCounters usage = UsageCounters.ZERO;
  private volatile @Nullable Session session;
  private volatile @Nullable PublishRequest publish;
  private volatile @Nullable PlayRequest play;

  LiveSession(SessionEvent.Opened opened) {
    this.opened = opened;
  }

  /** How it began. */
  public SessionEvent.Opened opened() {
    return opened;
  }

  /** What it used, up to its last checkpoint. */
  public UsageCounters usage() {
    return usage;
  }

  /** What its publisher asked, null when it is a viewer's. */
  public @Nullable PublishRequest publishRequest() {
    return publish;
  }

  /** What its viewer asked, null when it is a publisher's. */
  public @Nullable PlayRequest playRequest() {
    return play;
  }

  /** Ends it; false when it is not let in yet. */
  boolean cut(String reason) {
    Session known = session;
    if (known == null) {
      return false;
    }
    known.cut(reason);
    return true;
  }

  void used(UsageCounters total) {
    usage = total;
  }

  void admitted(Session known, PublishRequest request) {
    publish = request;
    session = known;
  }

  void admitted(Session known, PlayRequest request) {
    play = request;
    session = known;
  }
}
