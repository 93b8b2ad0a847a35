package dev.fairlead.protocols.dtls;

import dev.fairlead.media.counter.CounterSet;
import io.netty.buffer.Unpooled;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A handshake with ourselves: what the library loads for its first one is there when the first peer
 * comes. On threads of its own; nothing leaves the process.
 */
final class Rehearsal {
  private static final int SRTP_PROFILE = 7;
  private static final int MATERIAL_BYTES = 56;

  private final End client;
  private final End server;

  Rehearsal(DtlsIdentity identity, SecureRandom random) {
    PeerFingerprint own =
        new PeerFingerprint(
            "sha-256", HexFormat.ofDelimiter(":").withUpperCase().formatHex(identity.sha256()));
    client = new End(identity, own, true, random);
    server = new End(identity, own, false, random);
    client.other = server.connection;
    server.other = client.connection;
  }

  /** Begins; the future tells whether both sides had the same keys. */
  CompletableFuture<Boolean> begin() {
    for (End end : List.of(server, client)) {
      var _ = Thread.ofVirtual().name("dtls-rehearsal").start(() -> end.connection.run(() -> {}));
    }
    return server.agreed.thenCombine(
        client.agreed, (one, other) -> one.length > 0 && Arrays.equals(one, other));
  }

  /** One side. */
  private static final class End implements DtlsEvents {
    private final DtlsConnection connection;
    private final CompletableFuture<byte[]> agreed = new CompletableFuture<>();

    /** Set before either begins. */
    private DtlsConnection other;

    End(DtlsIdentity identity, PeerFingerprint peer, boolean client, SecureRandom random) {
      connection =
          new DtlsConnection(
              new DtlsParameters(
                  client, identity, List.of(peer), List.of(SRTP_PROFILE), MATERIAL_BYTES),
              this,
              new CounterSet<>(DtlsCounter.class),
              random);
      other = connection;
    }

    @Override
    public void send(byte[] bytes, int offset, int length) {
      other.receive(Unpooled.wrappedBuffer(bytes, offset, length));
    }

    @Override
    public void keysAgreed(int srtpProfile, byte[] material) {
      agreed.complete(material);
    }

    @Override
    public void connected() {
      connection.close();
    }

    @Override
    public void closed(String reason) {
      // Keys that were agreed on stay what they are.
      var _ = agreed.complete(new byte[0]);
    }
  }
}
