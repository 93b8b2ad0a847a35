package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.UsageCounters;
import dev.fairlead.protocols.dtls.DtlsConnection;
import dev.fairlead.protocols.dtls.DtlsEvents;
import dev.fairlead.protocols.dtls.DtlsParameters;
import dev.fairlead.protocols.ice.core.IceActions;
import dev.fairlead.protocols.ice.core.IceAgent;
import dev.fairlead.protocols.ice.core.IceCredentials;
import dev.fairlead.protocols.ice.core.IcePath;
import dev.fairlead.protocols.ice.wire.StunMessage;
import dev.fairlead.protocols.srtp.core.MasterKey;
import dev.fairlead.protocols.srtp.core.SrtpProfile;
import dev.fairlead.protocols.srtp.core.SrtpReceiver;
import dev.fairlead.protocols.srtp.core.SrtpSender;
import dev.fairlead.protocols.srtp.core.SrtpVerdict;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One peer: ICE, then DTLS, then SRTP around RTP. Confined to its loop, save where it says so;
 * borrows what it receives.
 *
 * <p>It begins on the loop that answered the offer and moves, once at most before keys exist, to
 * the loop on which the peer's path arrives. Until it is closed there is exactly one loop on which
 * its tasks run.
 */
public final class PeerSession {
  /** How often a session tells what it used: what a crash may lose. */
  private static final long CHECKPOINT_NS = 10_000_000_000L;

  private static final long NO_DEADLINE = Long.MAX_VALUE;

  private static final int FIRST_RTP_BYTE = 128;
  private static final int LAST_RTP_BYTE = 191;
  private static final int FIRST_RTCP_TYPE = 64;
  private static final int LAST_RTCP_TYPE = 95;

  // Configuration.
  private final String id;
  private final WebRtcServices services;
  private final CounterSet<WebRtcCounter> counters;
  private final DtlsParameters dtlsParameters;
  private final Executor executor = this::execute;
  private final Ice ice = new Ice();

  // Where it lives.
  private volatile PeerEndpoint home;
  private PeerEndpoint.PeerAlarm alarm;

  // Per session.
  private IceAgent agent;
  private @Nullable PeerMedia media;
  private @Nullable Session accounting;
  private @Nullable PeerPath selected;
  private @Nullable DtlsConnection dtls;
  private @Nullable SrtpSender sender;
  private @Nullable SrtpReceiver receiver;
  private @Nullable Runnable closedListener;
  private volatile boolean closed;
  private volatile byte[] ufrag;
  private volatile String remoteUfrag;
  private boolean inBatch;
  private long nowNs;
  private long checkpointNs = NO_DEADLINE;
  private long bytesIn;
  private long bytesOut;

  /**
   * @param home where the offer was answered
   * @param local our ICE credentials
   * @param remote the peer's
   */
  PeerSession(
      String id,
      WebRtcServices services,
      PeerEndpoint home,
      IceCredentials local,
      IceCredentials remote,
      DtlsParameters dtlsParameters,
      long nowNs) {
    this.id = id;
    this.services = services;
    this.home = home;
    this.dtlsParameters = dtlsParameters;
    this.nowNs = nowNs;
    counters = services.counters();
    alarm = home.alarm(this);
    agent = agent(local, remote);
    ufrag = bytes(local);
    remoteUfrag = remote.ufrag();
  }

  private static byte[] bytes(IceCredentials local) {
    return local.ufrag().getBytes(StandardCharsets.US_ASCII);
  }

  private IceAgent agent(IceCredentials local, IceCredentials remote) {
    return new IceAgent(
        local, remote, services.random(), services.allocator(), services.iceCounters(), nowNs);
  }

  // Any thread.

  /** Names it towards its peer; nobody can guess it. */
  public String id() {
    return id;
  }

  /** Runs {@code task} on the session's loop, whichever that is by then. */
  public void execute(Runnable task) {
    PeerEndpoint target = home;
    target
        .loop()
        .execute(
            () -> {
              if (home.equals(target)) {
                task.run();
              } else {
                execute(task);
              }
            });
  }

  /** The session as an executor, by which the bus knows it. */
  Executor executor() {
    return executor;
  }

  /** Where it lives at some moment during the call. */
  public PeerEndpoint home() {
    return home;
  }

  /** Whether it is over. */
  public boolean isClosed() {
    return closed;
  }

  /** Whether a check is for this session, by its user name. Any thread. */
  public boolean isAskedBy(StunMessage check) {
    return check.isFor(ufrag);
  }

  /**
   * Ends the session from outside. Any thread.
   *
   * @param reason stable lower-case word
   * @param deliberate whether the peer asked for it
   * @param whenOver run once it is over, on its loop
   */
  public void end(String reason, boolean deliberate, Runnable whenOver) {
    execute(
        () -> {
          close(reason, deliberate);
          whenOver.run();
        });
  }

  /** Names its ICE session. Any thread. */
  public String iceName() {
    return new String(ufrag, StandardCharsets.US_ASCII);
  }

  /** Names the peer's side of it. Any thread. */
  public String remoteIceName() {
    return remoteUfrag;
  }

  // Its beginning.

  /** Says what it is for, whom it is accounted to, and begins to wait for the peer. */
  void begin(PeerMedia purpose, Session session, Runnable whenClosed) {
    media = purpose;
    accounting = session;
    closedListener = whenClosed;
    nowNs = System.nanoTime();
    checkpointNs = nowNs + CHECKPOINT_NS;
    counters.increment(WebRtcCounter.SESSIONS_OPENED);
    // Who publishes may come back with another key: not deliberate.
    session.onCut(reason -> execute(() -> close(reason, false)));
    settle();
  }

  /** Our ICE credentials. */
  public IceCredentials localIce() {
    return agent.local();
  }

  /** Answers checks under other credentials from now on; media goes on as it went. */
  void restartIce(IceCredentials local, IceCredentials remote) {
    nowNs = System.nanoTime();
    agent = agent(local, remote);
    ufrag = bytes(local);
    remoteUfrag = remote.ufrag();
    if (sender != null) {
      agent.established();
    }
    settle();
  }

  // From the network.

  /** One datagram that belongs to this session, or a check that names it; borrowed. */
  public void receive(ByteBuf datagram, PeerPath from, long now) {
    if (closed || !datagram.isReadable()) {
      return;
    }
    nowNs = now;
    bytesIn += datagram.readableBytes();
    int first = datagram.getUnsignedByte(datagram.readerIndex());
    if (StunMessage.isStun(first)) {
      agent.receive(datagram, from, now, ice);
      if (move()) {
        return;
      }
    } else if (DtlsConnection.isDtls(first)) {
      handshake(datagram);
    } else if (first >= FIRST_RTP_BYTE && first <= LAST_RTP_BYTE) {
      media(datagram, from);
    } else {
      counters.increment(WebRtcCounter.PACKETS_MALFORMED);
    }
    if (!closed) {
      settle();
    }
  }

  private void handshake(ByteBuf datagram) {
    DtlsConnection connection = dtls;
    if (connection == null && !dtlsParameters.client()) {
      connection = beginHandshake();
    }
    if (connection != null) {
      connection.receive(datagram);
    }
  }

  private @Nullable DtlsConnection beginHandshake() {
    DtlsConnection begun = services.handshakes().begin(dtlsParameters, new Handshake());
    dtls = begun;
    // Without one the peer repeats its first flight, and there may be room by then.
    return begun;
  }

  private void media(ByteBuf datagram, PeerPath from) {
    SrtpReceiver keys = receiver;
    PeerMedia purpose = media;
    if (keys == null || purpose == null) {
      counters.increment(WebRtcCounter.PACKETS_EARLY);
      return;
    }
    if (datagram.readableBytes() < 2) {
      counters.increment(WebRtcCounter.PACKETS_MALFORMED);
      return;
    }
    int type = datagram.getByte(datagram.readerIndex() + 1) & 0x7F;
    boolean rtcp = type >= FIRST_RTCP_TYPE && type <= LAST_RTCP_TYPE;
    ByteBuf plain = home.opened();
    SrtpVerdict verdict = rtcp ? keys.openRtcp(datagram, plain) : keys.openRtp(datagram, plain);
    switch (verdict) {
      case DONE -> {
        agent.dataReceived(from, ice);
        if (rtcp) {
          purpose.rtcp(plain, nowNs);
        } else {
          purpose.rtp(plain, nowNs);
        }
      }
      case REPLAYED -> counters.increment(WebRtcCounter.PACKETS_REPLAYED);
      case NOT_AUTHENTIC -> counters.increment(WebRtcCounter.PACKETS_NOT_AUTHENTIC);
      case MALFORMED, TOO_LONG, TOO_MANY_SOURCES, KEY_USED_UP ->
          counters.increment(WebRtcCounter.PACKETS_MALFORMED);
    }
  }

  /** Whether this is the first datagram of a batch, whose end the session must be told of. */
  public boolean entersBatch() {
    boolean first = !inBatch;
    inBatch = true;
    return first;
  }

  /** Nothing more is at hand. */
  public void batchEnd() {
    inBatch = false;
    PeerMedia purpose = media;
    if (purpose != null && !closed) {
      purpose.batchEnd();
    }
  }

  /** A datagram that came by another loop, and all of its batch; borrowed. */
  public void receiveAlone(ByteBuf datagram, PeerPath from, long now) {
    PeerEndpoint here = home;
    receive(datagram, from, now);
    // Answers left from here, even when the session has moved away upon them.
    here.flush();
    if (home.equals(here)) {
      batchEnd();
    }
  }

  /** A path that is a connection was closed by its peer. */
  public void pathClosed(PeerPath path) {
    agent.pathClosed(path);
    if (path.equals(selected)) {
      selected = null;
    }
  }

  // Time.

  /** A deadline has passed. */
  public void ring(long now) {
    if (closed) {
      return;
    }
    nowNs = now;
    agent.advance(now, ice);
    PeerMedia purpose = media;
    if (purpose != null && !closed) {
      purpose.advance(now);
    }
    Session open = accounting;
    if (open != null && !closed && checkpointNs - now <= 0) {
      checkpointNs = now + CHECKPOINT_NS;
      open.checkpoint(usage());
    }
    if (!closed) {
      settle();
      home.flush();
    }
  }

  /**
   * Sees to it that it is rung in time; called when a deadline was set outside of the calls above.
   */
  void settle() {
    if (closed) {
      return;
    }
    long deadlineNs = earlier(agent.deadlineNs(), checkpointNs);
    PeerMedia purpose = media;
    if (purpose != null) {
      deadlineNs = earlier(deadlineNs, purpose.deadlineNs());
    }
    home.ringAt(alarm, deadlineNs);
  }

  private static long earlier(long aNs, long bNs) {
    if (aNs == NO_DEADLINE) {
      return bNs;
    }
    return bNs == NO_DEADLINE || aNs - bNs < 0 ? aNs : bNs;
  }

  /** Moves to the loop on which the peer arrives, while there is little to be moved. */
  private boolean move() {
    PeerPath path = selected;
    PeerEndpoint from = home;
    if (path == null || dtls != null || closed || path.endpoint().equals(from)) {
      return false;
    }
    counters.increment(WebRtcCounter.SESSIONS_MOVED);
    from.ringAt(alarm, NO_DEADLINE);
    PeerEndpoint to = path.endpoint();
    alarm = to.alarm(this);
    inBatch = false;
    home = to;
    // Nothing of the session is touched here after this line.
    execute(this::settle);
    return true;
  }

  // To the network.

  /** Protects a compound RTCP packet and sends it with the next flush; borrowed. */
  void sendRtcp(ByteBuf compound) {
    SrtpSender keys = sender;
    PeerPath path = selected;
    if (keys == null || path == null || closed) {
      return;
    }
    ByteBuf out =
        services.allocator().directBuffer(compound.readableBytes() + keys.rtcpOverheadBytes());
    if (keys.protectRtcp(compound, out) == SrtpVerdict.DONE) {
      transmit(out, path);
    } else {
      out.release();
    }
  }

  /** Sends packets that are protected already, with the next flush. */
  void sendBurst(ByteBuf datagrams, int segmentBytes) {
    PeerPath path = selected;
    if (path == null || closed) {
      datagrams.release();
      return;
    }
    bytesOut += datagrams.readableBytes();
    path.sendBurst(datagrams, segmentBytes, home);
  }

  /** What packets are protected with, or null before keys are there. */
  @Nullable SrtpSender srtpSender() {
    return sender;
  }

  private void transmit(ByteBuf datagram, PeerPath path) {
    bytesOut += datagram.readableBytes();
    path.send(datagram, home);
  }

  // Its end.

  /**
   * Ends the session.
   *
   * @param reason stable lower-case word
   * @param deliberate whether the peer said so itself
   */
  void close(String reason, boolean deliberate) {
    if (closed) {
      return;
    }
    closed = true;
    counters.increment(WebRtcCounter.SESSIONS_CLOSED);
    home.ringAt(alarm, NO_DEADLINE);
    Session open = accounting;
    accounting = null;
    PeerMedia purpose = media;
    if (open != null) {
      open.close(usage(), reason);
    }
    if (purpose != null) {
      purpose.closed(deliberate, nowNs);
    }
    DtlsConnection connection = dtls;
    if (connection != null) {
      connection.close();
    }
    agent.forgetAll(ice);
    Runnable listener = closedListener;
    if (listener != null) {
      closedListener = null;
      listener.run();
    }
    home.flush();
  }

  private UsageCounters usage() {
    PeerMedia purpose = media;
    return new UsageCounters(
        bytesIn,
        bytesOut,
        purpose == null ? 0 : purpose.mediaMillis(),
        purpose == null ? 0 : purpose.samplesDropped());
  }

  /** What the agent wants. */
  private final class Ice implements IceActions {
    @Override
    public void send(ByteBuf message, IcePath path) {
      transmit(message, (PeerPath) path);
    }

    @Override
    public void discovered(IcePath path) {
      ((PeerPath) path).bind(PeerSession.this);
    }

    @Override
    public void forgotten(IcePath path) {
      ((PeerPath) path).unbind(PeerSession.this);
    }

    @Override
    public void selected(IcePath path) {
      selected = (PeerPath) path;
      if (dtlsParameters.client() && dtls == null) {
        // Not from within the agent, and after the session has moved.
        execute(
            () -> {
              if (dtls == null && !closed) {
                var _ = beginHandshake();
              }
            });
      }
    }

    @Override
    public void consentExpired() {
      execute(() -> close("consent_expired", false));
    }
  }

  /** What the handshake wants, from its own thread. */
  private final class Handshake implements DtlsEvents {
    @Override
    public void send(byte[] bytes, int offset, int length) {
      ByteBuf datagram =
          services.allocator().directBuffer(length).writeBytes(bytes, offset, length);
      try {
        execute(() -> sendOfHandshake(datagram));
      } catch (RejectedExecutionException e) {
        // The node ends.
        datagram.release();
      }
    }

    @Override
    public void keysAgreed(int srtpProfile, byte[] material) {
      tell(() -> haveKeys(srtpProfile, material));
    }

    @Override
    public void connected() {
      tell(PeerSession.this::haveConnection);
    }

    @Override
    public void closed(String reason) {
      tell(() -> close(reason, false));
    }

    private void tell(Runnable news) {
      try {
        execute(news);
      } catch (RejectedExecutionException e) {
        // The node ends, and the session with it.
        assert isClosed() : "loops outlive sessions";
      }
    }
  }

  private void sendOfHandshake(ByteBuf datagram) {
    PeerPath path = selected;
    if (path == null) {
      datagram.release();
    } else {
      transmit(datagram, path);
      home.flush();
    }
  }

  private void haveKeys(int srtpProfile, byte[] material) {
    PeerMedia purpose = media;
    if (closed || purpose == null) {
      return;
    }
    nowNs = System.nanoTime();
    SrtpProfile profile = WebRtcServices.profile(srtpProfile);
    MasterKey ofClient = MasterKey.ofClient(profile, material);
    MasterKey ofServer = MasterKey.ofServer(profile, material);
    boolean client = dtlsParameters.client();
    sender = new SrtpSender(home.srtp(), client ? ofClient : ofServer);
    receiver = new SrtpReceiver(home.srtp(), client ? ofServer : ofClient);
    agent.established();
    counters.increment(WebRtcCounter.SESSIONS_CONNECTED);
    purpose.haveKeys(nowNs);
    settle();
  }

  private void haveConnection() {
    PeerMedia purpose = media;
    if (closed || purpose == null) {
      return;
    }
    nowNs = System.nanoTime();
    purpose.connected(nowNs);
    settle();
    home.flush();
  }
}
