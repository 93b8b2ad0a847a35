package dev.fairlead.protocols.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class UdpPortIT {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** Answers every datagram with itself. */
  private static UdpReceiver echo(UdpSocket socket) {
    return new UdpReceiver() {
      @Override
      public void received(ByteBuf datagram, InetSocketAddress sender) {
        socket.send(datagram.copy(), sender);
      }

      @Override
      public void receivedAll() {
        socket.flush();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersManyPeers(boolean epoll) throws IOException {
    Assumptions.assumeTrue(!epoll || Epoll.isAvailable());
    try (EventLoops loops = new EventLoops(3, epoll);
        UdpPort port = UdpPort.bind(loops, ANY_PORT, UdpPortIT::echo)) {
      for (int i = 0; i < 50; i++) {
        try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
          peer.setSoTimeout(5_000);
          byte[] hello = ("hello " + i).getBytes(US_ASCII);
          peer.send(new DatagramPacket(hello, hello.length, port.address()));
          DatagramPacket answer = new DatagramPacket(new byte[100], 100);
          peer.receive(answer);

          assertEquals("hello " + i, new String(answer.getData(), 0, answer.getLength(), US_ASCII));
        }
      }
    }
  }

  @Test
  void aPeerMeetsOneLoopAndPeersMeetAll() throws Exception {
    Assumptions.assumeTrue(Epoll.isAvailable());
    Map<Integer, Set<EventLoop>> loopsOfPeer = new ConcurrentHashMap<>();
    BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
    UdpReceiver.Factory recorder =
        socket ->
            new UdpReceiver() {
              @Override
              public void received(ByteBuf datagram, InetSocketAddress sender) {
                assertTrue(socket.loop().inEventLoop());
                loopsOfPeer
                    .computeIfAbsent(sender.getPort(), port -> ConcurrentHashMap.newKeySet())
                    .add(socket.loop());
                seen.add(sender.getPort());
              }

              @Override
              public void receivedAll() {}
            };
    try (EventLoops loops = new EventLoops(2);
        UdpPort port = UdpPort.bind(loops, ANY_PORT, recorder)) {
      assertEquals(2, port.sockets().size());
      for (int peers = 0; peers < 40; peers++) {
        try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
          for (int i = 0; i < 3; i++) {
            peer.send(new DatagramPacket(new byte[] {1}, 1, port.address()));
          }
        }
      }
      for (int i = 0; i < 120; i++) {
        seen.poll(5, TimeUnit.SECONDS);
      }
    }

    assertTrue(loopsOfPeer.values().stream().allMatch(set -> set.size() == 1));
    assertEquals(2, loopsOfPeer.values().stream().flatMap(Set::stream).distinct().count());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void burstsArriveAsTheirDatagrams(boolean epoll) throws Exception {
    Assumptions.assumeTrue(!epoll || Epoll.isAvailable());
    int segmentBytes = 1_100;
    int count = 150;
    ByteBuf burst = PooledByteBufAllocator.DEFAULT.directBuffer();
    try (EventLoops loops = new EventLoops(1, epoll);
        UdpPort port = UdpPort.bind(loops, ANY_PORT, UdpPortIT::echo);
        DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      peer.setReceiveBufferSize(4 << 20);
      peer.setSoTimeout(5_000);
      UdpSocket socket = port.sockets().getFirst();
      for (int i = 0; i < count; i++) {
        burst.writeShort(i).writeZero(segmentBytes - 2);
      }
      burst.writeShort(count).writeZero(5);
      InetSocketAddress to = (InetSocketAddress) peer.getLocalSocketAddress();
      socket
          .loop()
          .execute(
              () -> {
                socket.sendBurst(burst, segmentBytes, to);
                socket.flush();
              });

      for (int i = 0; i <= count; i++) {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        peer.receive(packet);
        int number = Unpooled.wrappedBuffer(packet.getData()).getUnsignedShort(0);
        assertEquals(i, number);
        assertEquals(i < count ? segmentBytes : 7, packet.getLength());
      }
      if (epoll && socket.cutsInKernel()) {
        // 59 segments of 1,100 bytes fit one piece.
        assertEquals(3, port.counters().value(UdpCounter.SENDS));
      }
    }
    assertEquals(0, burst.refCnt());
  }

  @Test
  void mergedDatagramsAreReceivedOneByOne() throws Exception {
    Assumptions.assumeTrue(Epoll.isAvailable());
    BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
    UdpReceiver.Factory recorder =
        socket ->
            new UdpReceiver() {
              @Override
              public void received(ByteBuf datagram, InetSocketAddress sender) {
                lengths.add(datagram.readableBytes());
              }

              @Override
              public void receivedAll() {}
            };
    try (EventLoops loops = new EventLoops(1);
        UdpPort from = UdpPort.bind(loops, ANY_PORT, UdpPortIT::echo);
        UdpPort to = UdpPort.bind(loops, ANY_PORT, recorder)) {
      UdpSocket socket = from.sockets().getFirst();
      socket
          .loop()
          .execute(
              () -> {
                ByteBuf burst = PooledByteBufAllocator.DEFAULT.directBuffer();
                socket.sendBurst(burst.writeZero(10 * 1_200 + 100), 1_200, to.address());
                socket.flush();
              });

      for (int i = 0; i < 10; i++) {
        assertEquals(1_200, lengths.poll(5, TimeUnit.SECONDS));
      }
      assertEquals(100, lengths.poll(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void aPortThatIsTakenIsAnError() throws IOException {
    try (EventLoops loops = new EventLoops(2);
        UdpPort port = UdpPort.bind(loops, ANY_PORT, UdpPortIT::echo)) {
      assertThrows(
          IOException.class, () -> UdpPort.bind(loops, port.address(), UdpPortIT::echo).close());
    }
  }
}
