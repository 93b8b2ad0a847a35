package dev.fairlead.protocols.webrtc.testkit;

import dev.fairlead.protocols.dtls.DtlsConnection;
import dev.fairlead.protocols.dtls.DtlsEvents;
import dev.fairlead.protocols.dtls.DtlsHandshakes;
import dev.fairlead.protocols.dtls.DtlsIdentity;
import dev.fairlead.protocols.dtls.DtlsParameters;
import dev.fairlead.protocols.dtls.PeerFingerprint;
import dev.fairlead.protocols.ice.core.IceCredentials;
import dev.fairlead.protocols.ice.core.TestIceClient;
import dev.fairlead.protocols.ice.wire.StunMessage;
import dev.fairlead.protocols.ice.wire.StunType;
import dev.fairlead.protocols.srtp.core.JavaEngine;
import dev.fairlead.protocols.srtp.core.MasterKey;
import dev.fairlead.protocols.srtp.core.SrtpProfile;
import dev.fairlead.protocols.srtp.core.SrtpReceiver;
import dev.fairlead.protocols.srtp.core.SrtpSender;
import dev.fairlead.protocols.srtp.core.SrtpVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A peer that can do what a session needs, and nothing else: the controlling side of ICE, DTLS as
 * client, SRTP. Its socket is read by a thread of its own; what it received is asked for by any
 * thread.
 */
public final class TestPeer implements AutoCloseable {
  /** Payload type of pictures in its offers. */
  public static final int VIDEO_TYPE = 102;

  /** Payload type of repetitions. */
  public static final int RTX_TYPE = 103;

  /** Payload type of sound. */
  public static final int AUDIO_TYPE = 111;

  /** Source of its pictures. */
  public static final int VIDEO_SSRC = 0x11111111;

  /** Source of its sound. */
  public static final int AUDIO_SSRC = 0x22222222;

  private static final long CHECK_PRIORITY = 1_000;
  private static final int MATERIAL_BYTES = 88;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final DtlsIdentity IDENTITY =
      DtlsIdentity.create(RANDOM, Instant.now(), Duration.ofDays(1));
  private static final DtlsHandshakes HANDSHAKES = new DtlsHandshakes(10_000);

  private final IceCredentials ice = IceCredentials.draw(RANDOM);
  private final List<Integer> profiles;
  private final BlockingQueue<byte[]> rtp = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> rtcp = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> early = new LinkedBlockingQueue<>();
  private volatile int profile;
  private final CompletableFuture<Integer> connected = new CompletableFuture<>();
  private final CompletableFuture<String> dtlsClosed = new CompletableFuture<>();
  private final AtomicInteger checksAnswered = new AtomicInteger();
  private final AtomicInteger checksOfServer = new AtomicInteger();

  private volatile DatagramSocket socket;
  private volatile @Nullable InetSocketAddress server;
  private volatile @Nullable TestIceClient client;
  private volatile @Nullable DtlsConnection dtls;
  private volatile @Nullable SrtpSender sender;
  private volatile @Nullable SrtpReceiver receiver;
  private volatile boolean closed;

  /** A peer that takes every SRTP profile. */
  public TestPeer() throws IOException {
    this(List.of(7, 8, 1));
  }

  /**
   * @param profiles numbers of the SRTP profiles offered
   */
  public TestPeer(List<Integer> profiles) throws IOException {
    this.profiles = profiles;
    socket = open();
  }

  private static DatagramSocket open() throws IOException {
    DatagramSocket opened = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    opened.setReceiveBufferSize(4 << 20);
    return opened;
  }

  // Signalling.

  /** An offer to publish H.264 and Opus. */
  public String publishOffer() {
    return offer("sendonly", true, true);
  }

  /** An offer to play H.264 and Opus. */
  public String playOffer() {
    return offer("recvonly", true, true);
  }

  /** An offer with either or both kinds. */
  public String offer(String direction, boolean video, boolean audio) {
    StringBuilder text = new StringBuilder();
    text.append("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");
    text.append("a=group:BUNDLE").append(audio ? " 0" : "").append(video ? " 1" : "");
    text.append("\r\n");
    if (audio) {
      text.append("m=audio 9 UDP/TLS/RTP/SAVPF " + AUDIO_TYPE + "\r\n");
      text.append(transport("0", direction));
      text.append("a=rtpmap:" + AUDIO_TYPE + " opus/48000/2\r\n");
      if (direction.equals("sendonly")) {
        text.append("a=ssrc:" + AUDIO_SSRC + " cname:peer\r\n");
      }
    }
    if (video) {
      text.append("m=video 9 UDP/TLS/RTP/SAVPF " + VIDEO_TYPE + " " + RTX_TYPE + "\r\n");
      text.append(transport("1", direction));
      text.append("a=rtpmap:" + VIDEO_TYPE + " H264/90000\r\n");
      text.append("a=rtcp-fb:" + VIDEO_TYPE + " nack\r\n");
      text.append("a=rtcp-fb:" + VIDEO_TYPE + " nack pli\r\n");
      text.append(
          "a=fmtp:"
              + VIDEO_TYPE
              + " level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n");
      text.append("a=rtpmap:" + RTX_TYPE + " rtx/90000\r\n");
      text.append("a=fmtp:" + RTX_TYPE + " apt=" + VIDEO_TYPE + "\r\n");
      if (direction.equals("sendonly")) {
        text.append("a=ssrc:" + VIDEO_SSRC + " cname:peer\r\n");
      }
    }
    return text.toString();
  }

  private String transport(String mid, String direction) {
    return "c=IN IP4 0.0.0.0\r\na=ice-ufrag:"
        + ice.ufrag()
        + "\r\na=ice-pwd:"
        + ice.password()
        + "\r\na=fingerprint:sha-256 "
        + HexFormat.ofDelimiter(":").withUpperCase().formatHex(IDENTITY.sha256())
        + "\r\na=setup:actpass\r\na=mid:"
        + mid
        + "\r\na="
        + direction
        + "\r\na=rtcp-mux\r\na=rtcp-rsize\r\n";
  }

  /** Our side of ICE. */
  public IceCredentials ice() {
    return ice;
  }

  /** Begins to reach the node that answered; returns at once. */
  public void start(String answer) {
    String ufrag = attribute(answer, "ice-ufrag:");
    String pwd = attribute(answer, "ice-pwd:");
    String fingerprint = attribute(answer, "fingerprint:sha-256 ");
    server = candidate(answer);
    client = new TestIceClient(ice, new IceCredentials(ufrag, pwd), RANDOM);
    read(socket);
    DtlsParameters parameters =
        new DtlsParameters(
            true,
            IDENTITY,
            List.of(new PeerFingerprint("sha-256", fingerprint)),
            profiles,
            MATERIAL_BYTES);
    check();
    dtls = HANDSHAKES.begin(parameters, new Events());
  }

  /** Reaches the node that answered, and waits until there are keys. */
  public TestPeer connect(String answer) {
    start(answer);
    awaitConnected();
    return this;
  }

  /** Waits until there are keys; the number of the profile. */
  public int awaitConnected() {
    return connected.orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Why DTLS ended, once it has. */
  public CompletableFuture<String> dtlsClosed() {
    return dtlsClosed;
  }

  private static String attribute(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith("a=" + name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in the answer"))
        .substring(2 + name.length())
        .trim();
  }

  /** The candidate on this machine's loopback. */
  private static InetSocketAddress candidate(String answer) {
    return answer
        .lines()
        .filter(line -> line.startsWith("a=candidate:") && line.contains(" 127.0.0.1 "))
        .map(line -> line.split(" "))
        .map(
            field ->
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(field[5])))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no loopback candidate in the answer"));
  }

  // ICE.

  /** Asks and nominates; browsers do it every few seconds. */
  public void check() {
    send(ByteBufUtil.getBytes(current().check(true, CHECK_PRIORITY)));
  }

  /** Goes on under the credentials of an ICE restart. */
  public void restart(IceCredentials own, IceCredentials ofServer) {
    client = new TestIceClient(own, ofServer, RANDOM);
    check();
  }

  /** Goes on from another port, as behind a NAT that lost its state. */
  public void changeAddress() throws IOException {
    DatagramSocket old = socket;
    DatagramSocket next = open();
    socket = next;
    read(next);
    old.close();
  }

  /** Answers of the node to our checks. */
  public int checksAnswered() {
    return checksAnswered.get();
  }

  /** Checks of the node, answered by us. */
  public int checksOfServer() {
    return checksOfServer.get();
  }

  private TestIceClient current() {
    TestIceClient started = client;
    if (started == null) {
      throw new IllegalStateException("not started");
    }
    return started;
  }

  // Media.

  /** Protects and sends a packet. */
  public void sendRtp(ByteBuf header, ByteBuf payload) {
    SrtpSender keys = sender;
    if (keys == null) {
      throw new IllegalStateException("not connected");
    }
    synchronized (keys) {
      ByteBuf packet = Unpooled.buffer().writeBytes(header.duplicate());
      SrtpVerdict verdict =
          keys.protectRtp(packet, 0, payload, payload.readerIndex(), payload.readableBytes());
      if (verdict != SrtpVerdict.DONE) {
        throw new AssertionError("not protected: " + verdict);
      }
      send(ByteBufUtil.getBytes(packet));
    }
  }

  /** Protects and sends a compound. */
  public void sendRtcp(ByteBuf compound) {
    SrtpSender keys = sender;
    if (keys == null) {
      throw new IllegalStateException("not connected");
    }
    synchronized (keys) {
      ByteBuf packet = Unpooled.buffer();
      keys.protectRtcp(compound, packet);
      send(ByteBufUtil.getBytes(packet));
    }
  }

  /** Sends bytes as they are. */
  public void send(byte[] datagram) {
    InetSocketAddress to = server;
    try {
      if (to != null) {
        socket.send(new DatagramPacket(datagram, datagram.length, to));
      }
    } catch (IOException e) {
      if (!closed) {
        throw new AssertionError(e);
      }
    }
  }

  /** The next packet of media in the clear, or null when none comes in time. */
  public byte @Nullable [] nextRtp(long timeoutMs) throws InterruptedException {
    return rtp.poll(timeoutMs, TimeUnit.MILLISECONDS);
  }

  /** The next packet of RTCP in the clear, or null when none comes in time. */
  public byte @Nullable [] nextRtcp(long timeoutMs) throws InterruptedException {
    return rtcp.poll(timeoutMs, TimeUnit.MILLISECONDS);
  }

  private void read(DatagramSocket from) {
    Thread.ofVirtual()
        .name("test-peer")
        .start(
            () -> {
              DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
              while (!from.isClosed()) {
                try {
                  packet.setLength(2_048);
                  from.receive(packet);
                  received(Unpooled.copiedBuffer(packet.getData(), 0, packet.getLength()));
                } catch (IOException e) {
                  // Closed.
                }
              }
            });
  }

  private void received(ByteBuf datagram) {
    int first = datagram.getUnsignedByte(0);
    if (StunMessage.isStun(first)) {
      stun(datagram);
    } else if (DtlsConnection.isDtls(first)) {
      DtlsConnection connection = dtls;
      if (connection != null) {
        connection.receive(datagram);
      }
    } else {
      SrtpReceiver keys = receiver;
      if (keys == null) {
        // Our handshake is still at work on a thread of its own.
        early.add(ByteBufUtil.getBytes(datagram));
        return;
      }
      int type = datagram.getByte(1) & 0x7F;
      boolean isRtcp = type >= 64 && type <= 95;
      ByteBuf plain = Unpooled.buffer();
      SrtpVerdict verdict;
      synchronized (keys) {
        verdict = isRtcp ? keys.openRtcp(datagram, plain) : keys.openRtp(datagram, plain);
      }
      if (verdict == SrtpVerdict.DONE) {
        (isRtcp ? rtcp : rtp).add(ByteBufUtil.getBytes(plain));
      }
    }
  }

  private synchronized void stun(ByteBuf datagram) {
    int type = datagram.getUnsignedShort(0);
    InetSocketAddress to = server;
    if (type == StunType.BINDING_REQUEST && to != null) {
      checksOfServer.incrementAndGet();
      send(ByteBufUtil.getBytes(current().answer(datagram, to)));
    } else if (type == StunType.BINDING_SUCCESS) {
      checksAnswered.incrementAndGet();
    }
  }

  private final class Events implements DtlsEvents {
    @Override
    public void send(byte[] bytes, int offset, int length) {
      byte[] datagram = new byte[length];
      System.arraycopy(bytes, offset, datagram, 0, length);
      TestPeer.this.send(datagram);
    }

    @Override
    public void keysAgreed(int srtpProfile, byte[] material) {
      for (SrtpProfile profile : SrtpProfile.values()) {
        if (profile.id() == srtpProfile) {
          sender = new SrtpSender(new JavaEngine(), MasterKey.ofClient(profile, material));
          receiver = new SrtpReceiver(new JavaEngine(), MasterKey.ofServer(profile, material));
        }
      }
      profile = srtpProfile;
    }

    @Override
    public void connected() {
      byte[] waiting;
      while ((waiting = early.poll()) != null) {
        received(Unpooled.wrappedBuffer(waiting));
      }
      connected.complete(profile);
    }

    @Override
    public void closed(String reason) {
      connected.completeExceptionally(new AssertionError(reason));
      dtlsClosed.complete(reason);
    }
  }

  @Override
  public void close() {
    closed = true;
    DtlsConnection connection = dtls;
    if (connection != null) {
      connection.close();
    }
    socket.close();
  }
}
