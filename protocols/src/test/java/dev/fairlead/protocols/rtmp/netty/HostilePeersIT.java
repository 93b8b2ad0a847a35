package dev.fairlead.protocols.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.protocols.rtmp.core.RtmpCounter;
import dev.fairlead.protocols.rtmp.core.RtmpLimits;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestClient;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestPublisher;
import dev.fairlead.protocols.rtmp.testkit.SyntheticMedia;
import dev.fairlead.protocols.rtmp.testkit.TagBodies;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a peer does, a publisher beside it does not notice. */
@Timeout(60)
final class HostilePeersIT {
  private static final String HOST = "127.0.0.1";

  private static RtmpServerRig rig() throws IOException {
    RtmpLimits limits = new RtmpLimits(8 << 20, 12 << 20, 300, 30_000, 20_000, 60_000);
    return new RtmpServerRig(
        BroadcastLimits.DEFAULT,
        config -> config.withLimits(limits).withMaxConnections(1_000, 200));
  }

  private interface Attack {
    void against(RtmpServerRig rig) throws Exception;
  }

  /** The attack runs between two halves of a broadcast, which comes out whole. */
  private static void hurtsNobody(Attack attack) throws Exception {
    try (RtmpServerRig rig = rig();
        RtmpTestPublisher publisher = RtmpTestPublisher.publish(HOST, rig.port(), "sk_good")) {
      SyntheticMedia.configure(publisher);
      SyntheticMedia.send(publisher, 0, 25);

      attack.against(rig);

      SyntheticMedia.send(publisher, 25, 25);
      rig.collector("good").awaitSamples(100);
    }
  }

  private static void awaitCount(RtmpServerRig rig, RtmpCounter counter, long count)
      throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (rig.server.counters().value(counter) < count) {
      assertTrue(
          System.nanoTime() - deadlineNs < 0,
          () -> counter + " is " + rig.server.counters().value(counter));
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void garbageInsteadOfAHandshake() throws Exception {
    hurtsNobody(
        rig -> {
          for (int i = 0; i < 50; i++) {
            try (Socket socket = new Socket(HOST, rig.port())) {
              byte[] garbage = new byte[5_000];
              new Random(i).nextBytes(garbage);
              garbage[0] = 7;
              socket.getOutputStream().write(garbage);
            } catch (IOException e) {
              // Closed while we wrote.
            }
          }
          awaitCount(rig, RtmpCounter.BAD_HANDSHAKE, 50);
        });
  }

  @Test
  void garbageFromAPublisher() throws Exception {
    hurtsNobody(
        rig -> {
          for (int i = 0; i < 20; i++) {
            RtmpTestPublisher bad = RtmpTestPublisher.publish(HOST, rig.port(), "sk_bad" + i);
            byte[] garbage = new byte[100_000];
            new Random(i).nextBytes(garbage);
            try {
              bad.client().sendRaw(garbage);
            } catch (IOException e) {
              // Closed while we wrote.
            }
            bad.client().reset();
          }
        });
  }

  @Test
  void uselessMediaEndsWithAReason() throws Exception {
    hurtsNobody(
        rig -> {
          try (RtmpTestPublisher bad = RtmpTestPublisher.publish(HOST, rig.port(), "sk_bad")) {
            for (int i = 0; i < 250; i++) {
              bad.video(i, new byte[] {0x12, 0, 0});
            }
            RtmpTestClient.Message status = bad.client().awaitStatus();
            assertEquals("NetStream.Publish.Denied", status.code());
            assertTrue(status.description().contains("video codec 2"), status::description);
            assertTrue(bad.client().awaitClose());
          }
        });
  }

  @Test
  void mediaThatNeverGetsItsConfigurationEndsWithAReason() throws Exception {
    hurtsNobody(
        rig -> {
          try (RtmpTestPublisher bad = RtmpTestPublisher.publish(HOST, rig.port(), "sk_bad")) {
            for (int i = 0; i < 1_200; i++) {
              bad.audio(i * 20, TagBodies.aacFrame(new byte[] {1, 2, 3}));
            }
            RtmpTestClient.Message status = bad.client().awaitStatus();
            assertEquals("NetStream.Publish.Denied", status.code());
            assertTrue(status.description().contains("sequence header"), status::description);
            assertTrue(bad.client().awaitClose());
          }
        });
  }

  @Test
  void sixteenMebibytesDeclared() throws Exception {
    hurtsNobody(
        rig -> {
          for (int i = 0; i < 100; i++) {
            try (RtmpTestPublisher bad =
                RtmpTestPublisher.publish(HOST, rig.port(), "sk_long" + i)) {
              bad.client().sendRaw(new byte[] {6, 0, 0, 0, -1, -1, -1, 9, 1, 0, 0, 0, 1, 2, 3});
              assertTrue(bad.client().awaitClose());
            }
          }
          assertEquals(100, rig.server.counters().value(RtmpCounter.MESSAGE_TOO_LONG));
        });
  }

  @Test
  void handshakesThatStall() throws Exception {
    hurtsNobody(
        rig -> {
          List<Socket> stalled = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            Socket socket = new Socket(HOST, rig.port());
            socket.getOutputStream().write(new byte[] {3, 0, 0});
            stalled.add(socket);
          }
          awaitCount(rig, RtmpCounter.TIMED_OUT, 100);
          for (Socket socket : stalled) {
            assertEquals(-1, socket.getInputStream().read(), "closed by the server");
            socket.close();
          }
        });
  }

  @Test
  void moreConnectionsThanAnAddressMayHave() throws Exception {
    hurtsNobody(
        rig -> {
          List<Socket> sockets = new ArrayList<>();
          for (int i = 0; i < 1_500; i++) {
            sockets.add(new Socket(HOST, rig.port()));
          }
          awaitCount(rig, RtmpCounter.CONNECTIONS_OVER_ADDRESS_LIMIT, 1_000);
          assertTrue(rig.server.connections() <= 200);
          for (Socket socket : sockets) {
            socket.close();
          }
        });
  }

  @Test
  void aPeerThatAsksAndNeverReads() throws Exception {
    hurtsNobody(
        rig -> {
          RtmpTestClient bad = RtmpTestClient.open(HOST, rig.port());
          bad.connect("live", "rtmp://host/live");
          // Every ping wants a pong. Reading stops when the answers pile up, and then so do we.
          byte[] ping = {2, 0, 0, 0, 0, 0, 6, 4, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0};
          byte[] pings = new byte[ping.length * 1_000];
          for (int i = 0; i < 1_000; i++) {
            System.arraycopy(ping, 0, pings, i * ping.length, ping.length);
          }
          Thread flood =
              Thread.ofVirtual()
                  .start(
                      () -> {
                        try {
                          for (int i = 0; i < 2_000; i++) {
                            bad.sendRaw(pings);
                          }
                        } catch (IOException e) {
                          // Closed below.
                        }
                      });
          flood.join(2_000);
          assertTrue(flood.isAlive(), "the server reads on without end");
          bad.close();
          flood.join();
        });
  }
}
