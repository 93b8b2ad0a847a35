package dev.fairlead.benchmarks.load;

import dev.fairlead.protocols.dtls.DtlsConnection;
import dev.fairlead.protocols.dtls.DtlsEvents;
import dev.fairlead.protocols.dtls.DtlsHandshakes;
import dev.fairlead.protocols.dtls.DtlsIdentity;
import dev.fairlead.protocols.dtls.DtlsParameters;
import dev.fairlead.protocols.dtls.PeerFingerprint;
import dev.fairlead.protocols.ice.core.IceCredentials;
import dev.fairlead.protocols.ice.wire.StunMessage;
import dev.fairlead.protocols.ice.wire.StunType;
import dev.fairlead.protocols.ice.wire.StunWriter;
import dev.fairlead.protocols.srtp.core.JavaEngine;
import dev.fairlead.protocols.srtp.core.MasterKey;
import dev.fairlead.protocols.srtp.core.SrtpProfile;
import dev.fairlead.protocols.srtp.core.SrtpReceiver;
import dev.fairlead.protocols.srtp.core.SrtpVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One WHEP viewer with a socket of its own, who opens every packet and looks at its numbers. Read
 * by a virtual thread; figures are read by any.
 */
final class WhepViewer implements DtlsEvents, AutoCloseable {
  private static final int VIDEO_TYPE = 102;
  private static final int AUDIO_TYPE = 111;
  private static final int MAX_DATAGRAM_BYTES = 2_048;
  private static final int SOCKET_BUFFER_BYTES = 1 << 20;
  private static final int MATERIAL_BYTES = 88;
  private static final int FIRST_RTCP_TYPE = 64;
  private static final int LAST_RTCP_TYPE = 95;
  private static final int ATTRIBUTE_HEAD_BYTES = 4;
  private static final int TIE_BREAKER_BYTES = 8;
  private static final int ICE_CONTROLLING = 0x802A;
  private static final int USE_CANDIDATE = 0x0025;
  private static final long CHECK_PRIORITY = 1_000;
  private static final long CONNECT_S = 30;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final DtlsHandshakes HANDSHAKES = new DtlsHandshakes(10_000);

  private final IceCredentials ice = IceCredentials.draw(RANDOM);
  private final DatagramSocket socket;
  private final CountDownLatch connected = new CountDownLatch(1);
  private final WhepTally tally;
  private final DtlsIdentity identity;

  // Once the answer is there.
  private IceCredentials server = new IceCredentials("", "");
  private InetSocketAddress remote = new InetSocketAddress(0);
  private @Nullable DtlsConnection dtls;
  private volatile @Nullable SrtpReceiver receiver;
  private volatile boolean over;

  // Of the reading thread.
  private final ByteBuf plain = Unpooled.buffer(MAX_DATAGRAM_BYTES);
  private final Flow video = new Flow();
  private final Flow audio = new Flow();

  /** What came of one source so far. */
  private static final class Flow {
    private boolean begun;
    private int sequence;
    private int timestamp;
  }

  /**
   * @param identity of all viewers
   */
  WhepViewer(DtlsIdentity identity, WhepTally tally) throws IOException {
    this.identity = identity;
    this.tally = tally;
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setReceiveBufferSize(SOCKET_BUFFER_BYTES);
  }

  /** Asks for the broadcast, and waits until media can come. */
  void open(HttpClient http, URI whep) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(whep)
            .header("content-type", "application/sdp")
            .POST(HttpRequest.BodyPublishers.ofString(offer()))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IOException("WHEP: " + answer.statusCode() + " " + answer.body());
    }
    String sdp = answer.body();
    server = new IceCredentials(attribute(sdp, "ice-ufrag:"), attribute(sdp, "ice-pwd:"));
    remote = candidate(sdp);
    Thread.ofVirtual().name("whep-viewer").start(this::read);
    check();
    dtls =
        HANDSHAKES.begin(
            new DtlsParameters(
                true,
                identity,
                List.of(new PeerFingerprint("sha-256", attribute(sdp, "fingerprint:sha-256 "))),
                List.of(SrtpProfile.AEAD_AES_128_GCM.id()),
                MATERIAL_BYTES),
            this);
    if (!connected.await(CONNECT_S, TimeUnit.SECONDS)) {
      throw new IOException("no keys within " + CONNECT_S + " s");
    }
  }

  private String offer() {
    return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n"
        + ("m=audio 9 UDP/TLS/RTP/SAVPF " + AUDIO_TYPE + "\r\n")
        + transport("0")
        + ("a=rtpmap:" + AUDIO_TYPE + " opus/48000/2\r\n")
        + ("m=video 9 UDP/TLS/RTP/SAVPF " + VIDEO_TYPE + "\r\n")
        + transport("1")
        + ("a=rtpmap:" + VIDEO_TYPE + " H264/90000\r\n")
        + ("a=rtcp-fb:" + VIDEO_TYPE + " nack pli\r\n")
        + ("a=fmtp:" + VIDEO_TYPE + " level-asymmetry-allowed=1;packetization-mode=1;")
        + "profile-level-id=640c34\r\n";
  }

  private String transport(String mid) {
    String fingerprint = HexFormat.ofDelimiter(":").withUpperCase().formatHex(identity.sha256());
    return "c=IN IP4 0.0.0.0\r\n"
        + ("a=ice-ufrag:" + ice.ufrag() + "\r\na=ice-pwd:" + ice.password() + "\r\n")
        + ("a=fingerprint:sha-256 " + fingerprint + "\r\na=setup:actpass\r\n")
        + ("a=mid:" + mid + "\r\na=recvonly\r\na=rtcp-mux\r\na=rtcp-rsize\r\n");
  }

  private static String attribute(String sdp, String name) throws IOException {
    return sdp.lines()
        .filter(line -> line.startsWith("a=" + name))
        .map(line -> line.substring(2 + name.length()).trim())
        .findFirst()
        .orElseThrow(() -> new IOException("no " + name + " in the answer"));
  }

  private static InetSocketAddress candidate(String sdp) throws IOException {
    return sdp.lines()
        .filter(line -> line.startsWith("a=candidate:") && line.contains(" udp "))
        .filter(line -> line.contains(" 127.0.0.1 "))
        .map(line -> line.split(" ", -1))
        .map(fields -> new InetSocketAddress(fields[4], Integer.parseInt(fields[5])))
        .findFirst()
        .orElseThrow(() -> new IOException("no candidate on loopback in the answer"));
  }

  /** Shows that somebody is there; to be repeated every few seconds (RFC 7675 §5.1). */
  void check() throws IOException {
    ByteBuf out = Unpooled.buffer();
    StunWriter writer = new StunWriter();
    writer.begin(
        out, StunType.BINDING_REQUEST, RANDOM.nextInt(), RANDOM.nextInt(), RANDOM.nextInt());
    writer.username(server.ufrag() + ":" + ice.ufrag());
    writer.priority(CHECK_PRIORITY);
    out.writeShort(ICE_CONTROLLING).writeShort(TIE_BREAKER_BYTES).writeLong(1);
    out.writeShort(USE_CANDIDATE).writeShort(0);
    int at = writer.reserveIntegrity();
    sign(out, writer.start(), at);
    writer.end();
    send(out);
  }

  /** MESSAGE-INTEGRITY (RFC 8489 §14.5), over everything in front of it. */
  private void sign(ByteBuf out, int start, int at) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(
          new SecretKeySpec(server.password().getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
      byte[] covered = new byte[at - ATTRIBUTE_HEAD_BYTES - start];
      out.getBytes(start, covered);
      out.setBytes(at, mac.doFinal(covered));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void send(ByteBuf datagram) throws IOException {
    byte[] bytes = new byte[datagram.readableBytes()];
    datagram.readBytes(bytes);
    socket.send(new DatagramPacket(bytes, bytes.length, remote));
  }

  // Receiving.

  private void read() {
    byte[] bytes = new byte[MAX_DATAGRAM_BYTES];
    ByteBuf datagram = Unpooled.wrappedBuffer(bytes);
    DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
    while (!over) {
      try {
        packet.setLength(bytes.length);
        socket.receive(packet);
      } catch (IOException e) {
        return;
      }
      received(datagram.setIndex(0, packet.getLength()));
    }
  }

  private void received(ByteBuf datagram) {
    int first = datagram.getUnsignedByte(0);
    DtlsConnection handshake = dtls;
    if (DtlsConnection.isDtls(first) && handshake != null) {
      handshake.receive(datagram);
      return;
    }
    SrtpReceiver keys = receiver;
    if (StunMessage.isStun(first) || keys == null) {
      return;
    }
    int type = datagram.getByte(1) & 0x7F;
    if (type >= FIRST_RTCP_TYPE && type <= LAST_RTCP_TYPE) {
      return;
    }
    if (keys.openRtp(datagram, plain.clear()) != SrtpVerdict.DONE) {
      tally.notAuthentic.increment();
      return;
    }
    look(type == VIDEO_TYPE ? video : audio);
  }

  private void look(Flow flow) {
    int sequence = plain.getUnsignedShort(2);
    int timestamp = plain.getInt(4);
    tally.packets.increment();
    tally.bytes.add(plain.readableBytes());
    if (flow.begun) {
      int step = (short) (sequence - flow.sequence);
      if (step != 1) {
        tally.outOfSequence.increment();
      }
      if (timestamp - flow.timestamp < 0) {
        tally.timesBackwards.increment();
      }
    }
    flow.begun = true;
    flow.sequence = sequence;
    flow.timestamp = timestamp;
  }

  // From the handshake.

  @Override
  public void send(byte[] bytes, int offset, int length) {
    try {
      socket.send(new DatagramPacket(bytes, offset, length, remote));
    } catch (IOException e) {
      // The handshake repeats what is lost.
    }
  }

  @Override
  public void keysAgreed(int srtpProfile, byte[] material) {
    receiver =
        new SrtpReceiver(
            new JavaEngine(), MasterKey.ofServer(SrtpProfile.AEAD_AES_128_GCM, material));
  }

  @Override
  public void connected() {
    connected.countDown();
  }

  @Override
  public void closed(String reason) {
    if (!over) {
      tally.lost.increment();
    }
  }

  @Override
  public void close() {
    over = true;
    DtlsConnection handshake = dtls;
    if (handshake != null) {
      handshake.close();
    }
    socket.close();
  }
}
