package dev.fairlead.protocols.srt.bridge;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.UsageCounters;
import dev.fairlead.protocols.srt.core.CloseReason;
import dev.fairlead.protocols.srt.core.SrtActions;
import dev.fairlead.protocols.srt.core.SrtConnection;
import dev.fairlead.protocols.srt.core.SrtCounter;
import dev.fairlead.protocols.srt.core.SrtStatistics;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One peer: its connection, what it is here for, and what that is accounted under. Confined to its
 * event loop. Input is borrowed.
 */
public final class SrtPeer implements SrtActions {
  /** How often a session tells what it used: what a crash may lose. */
  static final long CHECKPOINT_NS = 10_000_000_000L;

  private static final long NO_DEADLINE = SrtConnection.NO_DEADLINE;

  // Configuration.
  private final SrtConnection connection;
  private final SrtOutlet outlet;
  private final SrtRole role;
  private final CounterSet<SrtCounter> counters;
  private final Tally tally = new Tally();

  // Per connection.
  private @Nullable Session session;
  private long checkpointNs = NO_DEADLINE;
  private @Nullable String closeReason;
  private long receivedBytes;
  private long sentBytes;
  private boolean gone;

  // Per call.
  private long nowNs;
  private @Nullable ByteBuf packet;
  private int packetIndex;
  private boolean delivered;

  public SrtPeer(
      SrtConnection connection,
      SrtOutlet outlet,
      SrtRole role,
      CounterSet<SrtCounter> counters,
      long nowNs) {
    this.connection = connection;
    this.outlet = outlet;
    this.role = role;
    this.counters = counters;
    this.nowNs = nowNs;
  }

  /** A packet of the peer came. */
  public void receive(ByteBuf bytes, long now) {
    nowNs = now;
    receivedBytes += bytes.readableBytes();
    connection.receive(bytes, now, this);
  }

  /** No more packets are at hand. */
  public void receivedAll() {
    role.heard(nowNs);
    endBatch();
  }

  /** Time has passed. */
  public void advance(long now) {
    nowNs = now;
    connection.advance(now, this);
    endBatch();
    Session open = session;
    if (open != null && checkpointNs - now <= 0) {
      checkpointNs = now + CHECKPOINT_NS;
      open.checkpoint(usage());
      tally.bring(connection.statistics(), counters);
    }
  }

  /** Payloads were put in outside of the calls for packets and time: sends them. */
  void sendNow(long now) {
    nowNs = now;
    connection.flush(now, this);
    outlet.flush();
    outlet.deadlineChanged();
  }

  private void endBatch() {
    if (delivered) {
      delivered = false;
      role.batchEnds();
    }
    outlet.flush();
  }

  /** When {@link #advance} is wanted, {@code Long.MAX_VALUE} for never. */
  public long deadlineNs() {
    long aNs = connection.deadlineNs();
    if (aNs == NO_DEADLINE) {
      return checkpointNs;
    }
    return checkpointNs == NO_DEADLINE || aNs - checkpointNs < 0 ? aNs : checkpointNs;
  }

  /** The node ends. */
  public void shutDown(long now) {
    close("shutdown", now);
  }

  /** This side ends the connection. */
  void close(String reason, long now) {
    nowNs = now;
    if (closeReason == null) {
      closeReason = reason;
    }
    connection.close(now, this);
    outlet.flush();
  }

  /** A session began before the connection; its end is told from here. */
  void account(Session opened, long now) {
    session = opened;
    checkpointNs = now + CHECKPOINT_NS;
    opened.onCut(reason -> outlet.loop().execute(() -> cut(reason)));
    outlet.deadlineChanged();
  }

  /** An operator or a changed policy ends the session. */
  private void cut(String reason) {
    if (!gone) {
      close(reason, System.nanoTime());
    }
  }

  SrtConnection connection() {
    return connection;
  }

  SrtOutlet outlet() {
    return outlet;
  }

  boolean isGone() {
    return gone;
  }

  private UsageCounters usage() {
    return new UsageCounters(receivedBytes, sentBytes, role.mediaMillis(), role.samplesDropped());
  }

  // What the connection wants.

  @Override
  public ByteBuf packet(int maxBytes) {
    ByteBuf begun = outlet.packet(maxBytes);
    packet = begun;
    packetIndex = begun.writerIndex();
    return begun;
  }

  @Override
  public void packetComplete() {
    ByteBuf complete = packet;
    if (complete != null) {
      sentBytes += complete.writerIndex() - packetIndex;
      packet = null;
    }
    outlet.packetComplete();
  }

  @Override
  public void delivered(ByteBuf payload) {
    delivered = true;
    role.delivered(payload, nowNs);
  }

  @Override
  public void missed(int packets) {
    role.missed(packets);
  }

  @Override
  public void closed(CloseReason reason) {
    if (gone) {
      return;
    }
    gone = true;
    if (delivered) {
      delivered = false;
      role.batchEnds();
    }
    role.closed(reason, nowNs);
    tally.bring(connection.statistics(), counters);
    counters.increment(SrtCounter.CONNECTIONS_CLOSED);
    Session open = session;
    if (open != null) {
      session = null;
      String told = closeReason;
      open.close(usage(), told == null ? reason.label() : told);
    }
    checkpointNs = NO_DEADLINE;
    outlet.closed();
  }

  /** Brings what connections count for themselves into the counters of the port, now and then. */
  private static final class Tally {
    private long received;
    private long lost;
    private long belated;
    private long dropped;
    private long undecrypted;
    private long sent;
    private long retransmitted;
    private long sendDropped;

    void bring(SrtStatistics now, CounterSet<SrtCounter> counters) {
      counters.add(SrtCounter.PACKETS_RECEIVED, now.received() - received);
      counters.add(SrtCounter.PACKETS_LOST, now.receivedLost() - lost);
      counters.add(SrtCounter.PACKETS_BELATED, now.receivedBelated() - belated);
      counters.add(SrtCounter.PACKETS_DROPPED, now.receivedDropped() - dropped);
      counters.add(SrtCounter.PACKETS_UNDECRYPTED, now.receivedUndecrypted() - undecrypted);
      counters.add(SrtCounter.PACKETS_SENT, now.sent() - sent);
      counters.add(SrtCounter.PACKETS_RETRANSMITTED, now.retransmitted() - retransmitted);
      counters.add(SrtCounter.PACKETS_SEND_DROPPED, now.sendDropped() - sendDropped);
      received = now.received();
      lost = now.receivedLost();
      belated = now.receivedBelated();
      dropped = now.receivedDropped();
      undecrypted = now.receivedUndecrypted();
      sent = now.sent();
      retransmitted = now.retransmitted();
      sendDropped = now.sendDropped();
    }
  }
}
