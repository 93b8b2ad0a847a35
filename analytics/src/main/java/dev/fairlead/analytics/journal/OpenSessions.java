package dev.fairlead.analytics.journal;

import dev.fairlead.analytics.event.Event;
import dev.fairlead.analytics.event.EventHeader;
import dev.fairlead.analytics.event.EventType;
import dev.fairlead.media.session.SessionId;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.session.UsageCounters;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sessions whose beginning is in the journal and whose end is not, the oldest first. Confined to
 * one thread.
 */
final class OpenSessions implements JournalVisitor {
  private final Map<SessionId, Open> open = new LinkedHashMap<>();
  private int damagedRecords;

  /** A session under way. */
  static final class Open {
    private final SessionId session;
    private final TenantId tenant;
    private final EventType type;
    private final long position;
    private long lastTimeNs;
    private UsageCounters usage = UsageCounters.ZERO;

    Open(SessionId session, TenantId tenant, EventType type, long position, long beganNs) {
      this.session = session;
      this.tenant = tenant;
      this.type = type;
      this.position = position;
      lastTimeNs = beganNs;
    }

    SessionId session() {
      return session;
    }

    TenantId tenant() {
      return tenant;
    }

    EventType type() {
      return type;
    }

    /** When it was last known to go on. */
    long lastTimeNs() {
      return lastTimeNs;
    }

    /** What it had used by then. */
    UsageCounters usage() {
      return usage;
    }

    void used(UsageCounters total, long timeNs) {
      usage = total;
      lastTimeNs = timeNs;
    }
  }

  void add(Open session) {
    open.putIfAbsent(session.session, session);
  }

  @Nullable Open find(SessionId session) {
    return open.get(session);
  }

  void remove(SessionId session) {
    open.remove(session);
  }

  Collection<Open> all() {
    return open.values();
  }

  /**
   * Where the oldest one began.
   *
   * @param none when there is none
   */
  long oldestPosition(long none) {
    for (Open oldest : open.values()) {
      return oldest.position;
    }
    return none;
  }

  @Override
  public void event(long position, Event event) {
    EventHeader header = event.header();
    SessionId session = new SessionId(event.session());
    switch (event) {
      case Event.SessionOpened _ ->
          add(
              new Open(
                  session,
                  new TenantId(header.tenant()),
                  header.type(),
                  position,
                  header.eventTimeNs()));
      case Event.SessionCheckpoint checkpoint -> {
        Open known = open.get(session);
        if (known != null) {
          known.used(checkpoint.usage(), header.eventTimeNs());
        }
      }
      case Event.SessionClosed _ -> remove(session);
    }
  }

  /** What cannot be read cannot be closed; it is counted. */
  @Override
  public void damaged(long position, String why) {
    damagedRecords++;
  }

  /** Records that could not be read. */
  int damagedRecords() {
    return damagedRecords;
  }
}
