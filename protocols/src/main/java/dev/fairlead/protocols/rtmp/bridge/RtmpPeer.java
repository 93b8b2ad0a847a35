package dev.fairlead.protocols.rtmp.bridge;

import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.UsageCounters;
import dev.fairlead.protocols.rtmp.core.CloseReason;
import dev.fairlead.protocols.rtmp.core.PlayCommand;
import dev.fairlead.protocols.rtmp.core.PublishCommand;
import dev.fairlead.protocols.rtmp.core.RtmpActions;
import dev.fairlead.protocols.rtmp.core.RtmpConnection;
import dev.fairlead.protocols.rtmp.core.RtmpCounter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One peer: its connection, and what it does on the bus. Confined to its event loop.
 *
 * <p>Input is borrowed. Call {@link #disconnected} once at the end.
 */
public final class RtmpPeer implements RtmpActions {
  /** How often a session tells what it used: what a crash may lose. */
  static final long CHECKPOINT_NS = 10_000_000_000L;

  private static final long NO_DEADLINE = Long.MAX_VALUE;

  // Configuration.
  private final RtmpServices services;
  private final PeerTransport transport;
  private final RtmpConnection connection;

  // Per connection.
  private @Nullable RtmpIngest ingest;
  private @Nullable RtmpPlayback playback;
  private @Nullable Session session;
  private long sessionBytesIn;
  private long sessionBytesOut;
  private long checkpointNs = NO_DEADLINE;
  private String closeReason = "disconnected";
  private long nowNs;

  /**
   * @param nowNs the time of accept
   */
  public RtmpPeer(
      RtmpServices services, PeerTransport transport, ByteBufAllocator allocator, long nowNs) {
    this.services = services;
    this.transport = transport;
    this.nowNs = nowNs;
    connection =
        new RtmpConnection(
            allocator, services.limits(), services.counters(), services.random(), nowNs);
  }

  /** Bytes came. */
  public void receive(ByteBuf bytes, long now) {
    nowNs = now;
    services.counters().add(RtmpCounter.BYTES_IN, bytes.readableBytes());
    connection.receive(bytes, now, this);
    RtmpIngest publishing = ingest;
    if (publishing != null) {
      publishing.flush(now);
    }
  }

  /** Time has passed. */
  public void advance(long now) {
    nowNs = now;
    connection.advance(now, this);
    RtmpPlayback playing = playback;
    if (playing != null) {
      playing.advance(now);
    }
    Session open = session;
    if (open != null && checkpointNs - now <= 0) {
      checkpointNs = now + CHECKPOINT_NS;
      open.checkpoint(usage());
    }
  }

  /** When {@link #advance} is wanted, {@code Long.MAX_VALUE} for never. */
  public long deadlineNs() {
    long earliest = earlier(connection.deadlineNs(), checkpointNs);
    RtmpPlayback playing = playback;
    return playing == null ? earliest : earlier(earliest, playing.deadlineNs());
  }

  private static long earlier(long aNs, long bNs) {
    if (aNs == NO_DEADLINE) {
      return bNs;
    }
    return bNs == NO_DEADLINE || aNs - bNs < 0 ? aNs : bNs;
  }

  /** The socket takes more again. */
  public void writable() {
    RtmpPlayback playing = playback;
    if (playing != null) {
      playing.writable();
    }
  }

  /** Whether media is sent to this peer. */
  public boolean isPlaying() {
    return connection.isPlaying();
  }

  /** The node ends: says so and closes. */
  public void shutDown(long now) {
    nowNs = now;
    connection.shutDown("The server is shutting down.", now, this);
  }

  /** The socket is closed. */
  public void disconnected(long now) {
    nowNs = now;
    connection.disconnected();
    endRoles(closeReason);
  }

  // What the connection wants.

  @Override
  public void send(ByteBuf bytes) {
    transport.send(bytes);
  }

  @Override
  public void publishRequested(PublishCommand command) {
    RtmpIngest next = new RtmpIngest(this, services, transport);
    ingest = next;
    next.ask(command);
  }

  @Override
  public void playRequested(PlayCommand command) {
    RtmpPlayback next = new RtmpPlayback(this, services, transport);
    playback = next;
    next.ask(command);
  }

  @Override
  public void media(int typeId, int timestampMs, ByteBuf body) {
    RtmpIngest publishing = ingest;
    if (publishing != null) {
      publishing.media(typeId, timestampMs, body, nowNs);
    }
  }

  @Override
  public void unpublished() {
    RtmpIngest publishing = ingest;
    if (publishing != null) {
      publishing.unpublish();
      closeSession("unpublished");
      ingest = null;
    }
  }

  @Override
  public void playEnded() {
    endRoles("stopped");
  }

  @Override
  public void paused(boolean paused) {
    RtmpPlayback playing = playback;
    if (playing != null) {
      playing.pause(paused);
    }
  }

  @Override
  public void received(boolean audio, boolean video) {
    RtmpPlayback playing = playback;
    if (playing != null) {
      // Joining anew may end at once, and that must not re-enter the connection.
      transport.loop().execute(() -> playing.select(audio, video));
    }
  }

  @Override
  public void close(CloseReason reason, String text) {
    closeReason = reason.label();
    endRoles(closeReason);
    transport.closeGently();
  }

  // What ingest and playback want.

  RtmpConnection connection() {
    return connection;
  }

  /** A session began; its end is told from here. */
  void sessionOpened(Session opened, long now) {
    session = opened;
    checkpointNs = now + CHECKPOINT_NS;
    opened.onCut(reason -> transport.loop().execute(() -> cut(opened, reason)));
    transport.deadlinesChanged();
  }

  /** An operator or a changed policy ends the session: says so and closes. */
  private void cut(Session which, String reason) {
    if (session == which) {
      nowNs = System.nanoTime();
      closeBecause(reason);
      connection.endPublish(
          Refusals.PUBLISH_DENIED, "This session was ended by its operator.", nowNs, this);
      connection.endPlay("This session was ended by its operator.", nowNs, this);
    }
  }

  /** Names the reason under which the session ends, whatever closes the connection. */
  void closeBecause(String reason) {
    closeReason = reason;
    closeSession(reason);
  }

  private UsageCounters usage() {
    RtmpIngest publishing = ingest;
    RtmpPlayback playing = playback;
    return new UsageCounters(
        connection.receivedBytes() - sessionBytesIn,
        transport.sentBytes() - sessionBytesOut,
        publishing != null ? publishing.mediaMillis() : playing != null ? playing.mediaMillis() : 0,
        playing != null ? playing.samplesDropped() : 0);
  }

  private void closeSession(String reason) {
    Session open = session;
    if (open != null) {
      session = null;
      checkpointNs = NO_DEADLINE;
      open.close(usage(), reason);
      // A later session of this connection counts from here.
      sessionBytesIn = connection.receivedBytes();
      sessionBytesOut = transport.sentBytes();
    }
  }

  private void endRoles(String reason) {
    RtmpIngest publishing = ingest;
    if (publishing != null) {
      publishing.lose(nowNs);
    }
    RtmpPlayback playing = playback;
    if (playing != null) {
      playing.leave();
    }
    closeSession(reason);
    ingest = null;
    playback = null;
  }
}
