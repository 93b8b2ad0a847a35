package dev.fairlead.control.session;

import dev.fairlead.control.logging.LogFields;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.SessionEvent.Direction;
import dev.fairlead.media.session.SessionEventSink;
import dev.fairlead.media.session.SessionId;
import dev.fairlead.media.session.UsageCounters;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Logs when a session begins and ends, and counts by direction and protocol. Any thread; never
 * blocks. An event is as safe as it will be once it is here: the stage is complete on return.
 */
public final class SessionLog implements SessionEventSink {
  private static final Logger LOG = System.getLogger(SessionLog.class.getName());
  private static final CompletionStage<Void> SAFE = CompletableFuture.allOf();

  private final AddressDetail addresses;
  private final ConcurrentHashMap<SessionId, OpenSession> open = new ConcurrentHashMap<>();
  private final Map<Direction, Map<Protocol, Figures>> figures = new EnumMap<>(Direction.class);

  /** Sums over all sessions of one direction and protocol, up to the last checkpoint of each. */
  public static final class Figures {
    private final LongAdder opened = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder mediaMillis = new LongAdder();
    private final LongAdder samplesDropped = new LongAdder();

    /** Sessions begun. */
    public long opened() {
      return opened.sum();
    }

    /** Sessions under way. */
    public long active() {
      return Math.max(0, opened.sum() - closed.sum());
    }

    /** Bytes from peers. */
    public long bytesIn() {
      return bytesIn.sum();
    }

    /** Bytes to peers. */
    public long bytesOut() {
      return bytesOut.sum();
    }

    /** Length of the media that passed. */
    public long mediaMillis() {
      return mediaMillis.sum();
    }

    /** Samples that peers were too slow to take. */
    public long samplesDropped() {
      return samplesDropped.sum();
    }
  }

  /** A session under way. Its checkpoints come one after another. */
  private static final class OpenSession {
    private final SessionEvent.Opened opened;
    private final Figures sums;
    private UsageCounters counted = UsageCounters.ZERO;

    OpenSession(SessionEvent.Opened opened, Figures sums) {
      this.opened = opened;
      this.sums = sums;
    }

    /** Adds what came since the last call. */
    synchronized void used(UsageCounters total) {
      sums.bytesIn.add(total.bytesIn() - counted.bytesIn());
      sums.bytesOut.add(total.bytesOut() - counted.bytesOut());
      sums.mediaMillis.add(total.mediaMillis() - counted.mediaMillis());
      sums.samplesDropped.add(total.samplesDropped() - counted.samplesDropped());
      counted = total;
    }
  }

  /** Takes the figures of one direction and protocol. */
  public interface FiguresVisitor {
    /** Called once for each pair that had a session. */
    void visit(Direction direction, Protocol protocol, Figures figures);
  }

  /**
   * @param addresses how much of peers' addresses is logged
   */
  public SessionLog(AddressDetail addresses) {
    this.addresses = addresses;
    for (Direction direction : Direction.values()) {
      Map<Protocol, Figures> row = new EnumMap<>(Protocol.class);
      for (Protocol protocol : Protocol.values()) {
        row.put(protocol, new Figures());
      }
      figures.put(direction, row);
    }
  }

  /** Passes what was counted. */
  public void forEach(FiguresVisitor visitor) {
    figures.forEach(
        (direction, row) ->
            row.forEach(
                (protocol, sums) -> {
                  if (sums.opened() > 0) {
                    visitor.visit(direction, protocol, sums);
                  }
                }));
  }

  @Override
  public CompletionStage<Void> record(SessionEvent event) {
    switch (event) {
      case SessionEvent.Opened opened -> opened(opened);
      case SessionEvent.Checkpoint checkpoint -> {
        OpenSession session = open.get(checkpoint.session());
        if (session != null) {
          session.used(checkpoint.usage());
        }
      }
      case SessionEvent.Closed closed -> closed(closed);
    }
    return SAFE;
  }

  private void opened(SessionEvent.Opened event) {
    Figures sums = figures(event);
    open.put(event.session(), new OpenSession(event, sums));
    sums.opened.increment();
    LOG.log(
        Level.INFO,
        "session opened",
        new LogFields()
            .with("session", event.session())
            .with("direction", word(event.direction()))
            .with("protocol", event.protocol().label())
            .with("tenant", event.tenant())
            .with("broadcast", event.broadcast())
            .with("remote", addresses.of(event.remote()))
            .with("agent", event.agent()));
  }

  private void closed(SessionEvent.Closed event) {
    OpenSession session = open.remove(event.session());
    if (session == null) {
      return;
    }
    session.used(event.usage());
    session.sums.closed.increment();
    SessionEvent.Opened opened = session.opened;
    LOG.log(
        Level.INFO,
        "session closed",
        new LogFields()
            .with("session", event.session())
            .with("direction", word(opened.direction()))
            .with("protocol", opened.protocol().label())
            .with("tenant", event.tenant())
            .with("broadcast", opened.broadcast())
            .with("reason", event.reason())
            .with("duration_ms", Duration.between(opened.at(), event.at()).toMillis())
            .with("media_ms", event.usage().mediaMillis())
            .with("bytes_in", event.usage().bytesIn())
            .with("bytes_out", event.usage().bytesOut())
            .with("samples_dropped", event.usage().samplesDropped()));
  }

  private Figures figures(SessionEvent.Opened event) {
    Map<Protocol, Figures> row = figures.get(event.direction());
    assert row != null : "the constructor makes a row for each";
    Figures sums = row.get(event.protocol());
    assert sums != null : "the constructor fills each row";
    return sums;
  }

  /** The stable word for a direction. */
  public static String word(Direction direction) {
    return direction == Direction.PUBLISH ? "publish" : "play";
  }
}
