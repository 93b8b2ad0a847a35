package dev.fairlead.protocols.webrtc.netty;

import dev.fairlead.protocols.ice.core.IceCounter;
import dev.fairlead.protocols.ice.wire.StunMessage;
import dev.fairlead.protocols.ice.wire.StunType;
import dev.fairlead.protocols.ice.wire.StunVerdict;
import dev.fairlead.protocols.srtp.core.JavaEngine;
import dev.fairlead.protocols.srtp.core.SrtpEngine;
import dev.fairlead.protocols.transport.LoopTimer;
import dev.fairlead.protocols.transport.UdpReceiver;
import dev.fairlead.protocols.transport.UdpSocket;
import dev.fairlead.protocols.webrtc.bridge.PeerEndpoint;
import dev.fairlead.protocols.webrtc.bridge.PeerPath;
import dev.fairlead.protocols.webrtc.bridge.PeerSession;
import dev.fairlead.protocols.webrtc.bridge.PeerSessions;
import dev.fairlead.protocols.webrtc.bridge.PlayGroups;
import dev.fairlead.protocols.webrtc.bridge.UdpPath;
import dev.fairlead.protocols.webrtc.bridge.WebRtcCounter;
import dev.fairlead.protocols.webrtc.bridge.WebRtcServices;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One loop's socket: finds the session of each datagram by its sender. Confined to that loop.
 *
 * <p>Only checks may come from senders that are not known; they name the session that they are for.
 * A sender becomes known when the session has authenticated it.
 */
final class LoopEndpoint implements PeerEndpoint, UdpReceiver {
  /** Datagrams that wait for other loops: a hundred frames of peers that changed their address. */
  static final int MAX_HANDED_OVER = 1_024;

  private final UdpSocket socket;
  private final LoopTimer timer;
  private final PeerSessions sessions;
  private final WebRtcServices services;
  private final SrtpEngine engine = new JavaEngine();
  private final PlayGroups groups;

  private final HashMap<InetSocketAddress, Bound> bySender = new HashMap<>();
  private final ArrayList<PeerSession> inBatch = new ArrayList<>();
  private final AtomicInteger handedOver = new AtomicInteger();

  // Scratch (never escapes a call).
  private final StunMessage message = new StunMessage();
  private final ByteBuf opened =
      Unpooled.wrappedBuffer(new byte[SrtpEngine.MAX_PACKET_BYTES]).clear();

  /** Whose a sender is. */
  private record Bound(UdpPath path, PeerSession session) {}

  LoopEndpoint(UdpSocket socket, LoopTimer timer, PeerSessions sessions, WebRtcServices services) {
    this.socket = socket;
    this.timer = timer;
    this.sessions = sessions;
    this.services = services;
    groups = new PlayGroups(services, this);
  }

  // From the socket.

  @Override
  public void received(ByteBuf datagram, InetSocketAddress sender) {
    Bound bound = bySender.get(sender);
    if (bound != null) {
      received(datagram, bound.path, bound.session);
    } else if (isCheck(datagram)) {
      received(datagram, new UdpPath(sender, this), null);
    } else if (datagram.isReadable()) {
      services.counters().increment(WebRtcCounter.DATAGRAMS_UNKNOWN);
    }
  }

  /** A datagram over TCP, on this loop; borrowed. */
  void received(ByteBuf datagram, TcpPeer peer) {
    received(datagram, peer, peer.session());
  }

  private static boolean isCheck(ByteBuf datagram) {
    return datagram.isReadable()
        && StunMessage.isStun(datagram.getUnsignedByte(datagram.readerIndex()));
  }

  /**
   * @param bound whose the path is known to be, or null
   */
  private void received(ByteBuf datagram, PeerPath path, @Nullable PeerSession bound) {
    if (isCheck(datagram)) {
      check(datagram, path, bound);
    } else if (bound != null && datagram.isReadable()) {
      deliver(datagram, path, bound);
    } else if (datagram.isReadable()) {
      services.counters().increment(WebRtcCounter.DATAGRAMS_UNKNOWN);
    }
  }

  private void check(ByteBuf datagram, PeerPath path, @Nullable PeerSession bound) {
    if (message.read(datagram) != StunVerdict.STUN) {
      services.iceCounters().increment(IceCounter.MESSAGES_MALFORMED);
      return;
    }
    if (bound != null && (message.type() != StunType.BINDING_REQUEST || bound.isAskedBy(message))) {
      deliver(datagram, path, bound);
      return;
    }
    PeerSession session =
        message.type() == StunType.BINDING_REQUEST && message.hasIntegrity()
            ? sessions.findByUfrag(message.usernameOfReceiver())
            : null;
    if (session == null) {
      services.iceCounters().increment(IceCounter.CHECKS_UNKNOWN);
    } else {
      deliver(datagram, path, session);
    }
  }

  private void deliver(ByteBuf datagram, PeerPath path, PeerSession session) {
    if (session.home().equals(this)) {
      if (session.entersBatch()) {
        inBatch.add(session);
      }
      session.receive(datagram, path, System.nanoTime());
    } else {
      handOver(datagram, path, session);
    }
  }

  /** The session lives on another loop: what is borrowed is copied for it. */
  private void handOver(ByteBuf datagram, PeerPath path, PeerSession session) {
    if (handedOver.get() >= MAX_HANDED_OVER) {
      services.counters().increment(WebRtcCounter.DATAGRAMS_NOT_HANDED_OVER);
      return;
    }
    handedOver.incrementAndGet();
    services.counters().increment(WebRtcCounter.DATAGRAMS_HANDED_OVER);
    ByteBuf copy = services.allocator().directBuffer(datagram.readableBytes());
    copy.writeBytes(datagram, datagram.readerIndex(), datagram.readableBytes());
    session.execute(
        () -> {
          handedOver.decrementAndGet();
          try {
            session.receiveAlone(copy, path, System.nanoTime());
          } finally {
            copy.release();
          }
        });
  }

  @Override
  public void receivedAll() {
    for (int i = 0; i < inBatch.size(); i++) {
      PeerSession session = inBatch.get(i);
      // It may have moved away in mid-batch.
      if (session.home().equals(this)) {
        session.batchEnd();
      }
    }
    inBatch.clear();
    socket.flush();
  }

  // From sessions.

  @Override
  public EventLoop loop() {
    return socket.loop();
  }

  @Override
  public void send(ByteBuf datagram, InetSocketAddress to) {
    socket.send(datagram, to);
  }

  @Override
  public void sendBurst(ByteBuf datagrams, int segmentBytes, InetSocketAddress to) {
    socket.sendBurst(datagrams, segmentBytes, to);
  }

  @Override
  public void flush() {
    socket.flush();
  }

  @Override
  public SrtpEngine srtp() {
    return engine;
  }

  @Override
  public ByteBuf opened() {
    return opened.clear();
  }

  @Override
  public PlayGroups groups() {
    return groups;
  }

  @Override
  public void bind(UdpPath path, PeerSession session) {
    if (!session.isClosed()) {
      bySender.put(path.remote(), new Bound(path, session));
    }
  }

  @Override
  public void unbind(UdpPath path, PeerSession session) {
    Bound bound = bySender.get(path.remote());
    if (bound != null && bound.session.equals(session)) {
      bySender.remove(path.remote());
    }
  }

  // Time.

  /** A session's place in this loop's timer. */
  private static final class Alarm implements PeerAlarm {
    private final LoopTimer.Alarm alarm;

    Alarm(PeerSession session) {
      alarm = new LoopTimer.Alarm(session::ring);
    }
  }

  @Override
  public PeerAlarm alarm(PeerSession session) {
    return new Alarm(session);
  }

  @Override
  public void ringAt(PeerAlarm alarm, long deadlineNs) {
    timer.set(((Alarm) alarm).alarm, deadlineNs);
  }

  /** Senders that are known. */
  int senders() {
    return bySender.size();
  }
}
