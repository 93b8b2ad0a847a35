package dev.fairlead.protocols.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two connections back to back: their threads are real, their network is a method call. */
@Timeout(30)
class DtlsConnectionTest {
  private static final int GCM_128 = 7;
  private static final int GCM_256 = 8;
  private static final int COUNTER_MODE = 1;
  private static final int MATERIAL_BYTES = 88;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final DtlsHandshakes handshakes = new DtlsHandshakes(100);

  /** One end of the wire. */
  private static final class End implements DtlsEvents {
    final DtlsIdentity identity = DtlsIdentity.create(RANDOM, Instant.now(), Duration.ofDays(1));
    final CompletableFuture<Integer> profile = new CompletableFuture<>();
    final CompletableFuture<byte[]> material = new CompletableFuture<>();
    final CompletableFuture<String> closed = new CompletableFuture<>();
    final CompletableFuture<DtlsConnection> other = new CompletableFuture<>();
    volatile Predicate<byte[]> passes = datagram -> true;

    PeerFingerprint fingerprint() {
      return new PeerFingerprint(
          "sha-256", HexFormat.ofDelimiter(":").formatHex(identity.sha256()));
    }

    DtlsParameters expecting(PeerFingerprint peer, boolean client, Integer... profiles) {
      return new DtlsParameters(client, identity, List.of(peer), List.of(profiles), MATERIAL_BYTES);
    }

    @Override
    public void send(byte[] bytes, int offset, int length) {
      byte[] datagram = Arrays.copyOfRange(bytes, offset, offset + length);
      if (passes.test(datagram)) {
        other.join().receive(Unpooled.wrappedBuffer(datagram));
      }
    }

    @Override
    public void connected() {
      // Keys are what counts here.
    }

    @Override
    public void keysAgreed(int srtpProfile, byte[] keys) {
      profile.complete(srtpProfile);
      material.complete(keys);
    }

    @Override
    public void closed(String reason) {
      closed.complete(reason);
    }
  }

  private final End client = new End();
  private final End server = new End();

  private void connect(DtlsParameters clientSide, DtlsParameters serverSide) {
    DtlsConnection passive = handshakes.begin(serverSide, server);
    assertNotNull(passive);
    client.other.complete(passive);
    DtlsConnection active = handshakes.begin(clientSide, client);
    assertNotNull(active);
    server.other.complete(active);
  }

  private static <T> T soon(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(20, TimeUnit.SECONDS);
  }

  private void connectWell(Integer... serverProfiles) {
    connect(
        client.expecting(server.fingerprint(), true, COUNTER_MODE, GCM_256, GCM_128),
        server.expecting(client.fingerprint(), false, serverProfiles));
  }

  @Test
  void bothSidesEndUpWithTheSameKeys() throws Exception {
    connectWell(GCM_128, GCM_256, COUNTER_MODE);

    assertArrayEquals(soon(client.material), soon(server.material));
    assertEquals(MATERIAL_BYTES, soon(server.material).length);
    assertFalse(server.closed.isDone());
  }

  @Test
  void aRehearsalGoesThroughAndCountsForNothing() throws Exception {
    assertTrue(soon(handshakes.rehearse(client.identity)));
    assertEquals(0, handshakes.counters().value(DtlsCounter.HANDSHAKES_BEGUN));
  }

  @Test
  void theServersPreferenceDecides() throws Exception {
    connectWell(GCM_128, GCM_256, COUNTER_MODE);

    assertEquals(GCM_128, soon(client.profile));
    assertEquals(GCM_128, soon(server.profile));
  }

  @Test
  void withoutACommonProfileThereIsNoSession() throws Exception {
    connect(
        client.expecting(server.fingerprint(), true, COUNTER_MODE),
        server.expecting(client.fingerprint(), false, GCM_128));

    assertTrue(soon(server.closed).startsWith("dtls_failed"));
    assertTrue(soon(client.closed).startsWith("dtls_failed"));
    assertFalse(server.material.isDone());
    assertTrue(handshakes.counters().value(DtlsCounter.NO_COMMON_PROFILE) > 0);
  }

  @Test
  void aServerRefusesAnotherCertificateThanAnnounced() throws Exception {
    connect(
        client.expecting(server.fingerprint(), true, GCM_128),
        server.expecting(server.fingerprint(), false, GCM_128));

    assertEquals("fingerprint_mismatch", soon(server.closed));
    assertFalse(server.material.isDone());
  }

  @Test
  void aClientRefusesAnotherCertificateThanAnnounced() throws Exception {
    connect(
        client.expecting(client.fingerprint(), true, GCM_128),
        server.expecting(client.fingerprint(), false, GCM_128));

    assertEquals("fingerprint_mismatch", soon(client.closed));
    assertFalse(client.material.isDone());
    assertEquals(1, handshakes.counters().value(DtlsCounter.FINGERPRINT_MISMATCH));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void lossIsRepaired(int seed) throws Exception {
    Random random = new Random(seed);
    client.passes = datagram -> lucky(random);
    server.passes = datagram -> lucky(random);
    connectWell(GCM_128);

    assertArrayEquals(soon(client.material), soon(server.material));
  }

  private static boolean lucky(Random random) {
    synchronized (random) {
      return random.nextInt(100) >= 20;
    }
  }

  @Test
  void aGoodbyeIsHeard() throws Exception {
    connectWell(GCM_128);
    soon(server.material);
    soon(client.material);

    client.other.join().close();

    assertEquals("closed", soon(server.closed));
    assertEquals("closed_by_peer", soon(client.closed));
  }

  @Test
  void handshakesAreLimitedAndMadeRoomForAgain() throws Exception {
    DtlsHandshakes one = new DtlsHandshakes(1);
    DtlsConnection first =
        one.begin(server.expecting(client.fingerprint(), false, GCM_128), server);
    assertNotNull(first);
    assertTrue(one.isFull());
    assertNull(one.begin(client.expecting(server.fingerprint(), true, GCM_128), client));

    first.close();

    assertTrue(soon(server.closed).startsWith("dtls_failed"));
    assertFalse(one.isFull());
  }

  @Test
  void noiseDoesNotDisturbAHandshake() throws Exception {
    Random random = new Random(5);
    client.passes =
        datagram -> {
          byte[] noise = new byte[random.nextInt(1_500)];
          random.nextBytes(noise);
          if (noise.length > 0) {
            noise[0] = 22;
          }
          client.other.join().receive(Unpooled.wrappedBuffer(noise));
          return true;
        };
    connectWell(GCM_128);

    assertArrayEquals(soon(client.material), soon(server.material));
  }

  @Test
  void aCertificateIsReplacedInTime() {
    Instant now = Instant.now();
    DtlsIdentities identities = new DtlsIdentities(RANDOM);

    DtlsIdentity first = identities.at(now);

    assertEquals(first, identities.at(now.plus(Duration.ofDays(6))));
    assertNotEquals(first, identities.at(now.plus(Duration.ofDays(8))));
  }
}
