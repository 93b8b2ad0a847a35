package dev.fairlead.protocols.dtls;

import dev.fairlead.media.counter.CounterSet;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;

/**
 * One handshake and what follows it: repetitions of the last flight, and the peer's good-bye. Its
 * thread is its own; {@link #receive} and {@link #close} are for the session's loop and never wait.
 */
public final class DtlsConnection {
  /** How often the thread looks up when nothing comes. */
  private static final int IDLE_MS = 60_000;

  private final DtlsEvents events;
  private final CounterSet<DtlsCounter> counters;
  private final DatagramQueue queue;
  private final HandshakePeer peer;

  // Set by the thread.
  private boolean goodbye;

  DtlsConnection(
      DtlsParameters parameters,
      DtlsEvents events,
      CounterSet<DtlsCounter> counters,
      SecureRandom random) {
    this.events = events;
    this.counters = counters;
    queue = new DatagramQueue(events, !parameters.client());
    peer = new HandshakePeer(parameters, random);
  }

  /** Whether a datagram with this first byte may be DTLS (RFC 7983 §7). */
  public static boolean isDtls(int firstByte) {
    return firstByte >= 20 && firstByte <= 63;
  }

  /** One datagram of the peer; borrowed. */
  public void receive(ByteBuf datagram) {
    int bytes = datagram.readableBytes();
    if (bytes > DatagramQueue.MAX_RECEIVE_BYTES) {
      counters.increment(DtlsCounter.DATAGRAMS_TOO_LONG);
      return;
    }
    byte[] copy = new byte[bytes];
    datagram.getBytes(datagram.readerIndex(), copy);
    if (!queue.offer(copy)) {
      // It will be repeated.
      counters.increment(DtlsCounter.DATAGRAMS_OVER_LIMIT);
    }
  }

  /** Says good-bye to the peer, if it knows us yet, and ends the thread. */
  public void close() {
    queue.end();
  }

  /** The thread's life; {@code handshakeOver} is run once, when the handshake is. */
  void run(Runnable handshakeOver) {
    counters.increment(DtlsCounter.HANDSHAKES_BEGUN);
    DTLSTransport transport;
    try {
      transport = handshake();
    } catch (IOException | RuntimeException e) {
      handshakeOver.run();
      counters.increment(DtlsCounter.HANDSHAKES_FAILED);
      events.closed(failure(e));
      return;
    }
    handshakeOver.run();
    counters.increment(DtlsCounter.HANDSHAKES_COMPLETED);
    // Before the last flight leaves: what the peer sends upon it finds keys.
    events.keysAgreed(peer.profile(), peer.material());
    queue.flush();
    events.connected();
    events.closed(serve(transport));
  }

  private DTLSTransport handshake() throws IOException {
    return peer.parameters().client()
        ? new DTLSClientProtocol().connect(new ActivePeer(peer, this::goodbye), queue)
        : new DTLSServerProtocol().accept(new PassivePeer(peer, this::goodbye), queue);
  }

  private void goodbye() {
    goodbye = true;
  }

  private String failure(Exception e) {
    if (peer.isMismatch()) {
      counters.increment(DtlsCounter.FINGERPRINT_MISMATCH);
      return "fingerprint_mismatch";
    }
    if (peer.profile() == SrtpNegotiation.NONE && !queue.isEnded()) {
      counters.increment(DtlsCounter.NO_COMMON_PROFILE);
    }
    return "dtls_failed: " + e.getMessage();
  }

  /** Waits for the end; application data has no place here. */
  private String serve(DTLSTransport transport) {
    byte[] discarded = new byte[DatagramQueue.MAX_RECEIVE_BYTES];
    try {
      while (!goodbye && !queue.isEnded()) {
        var _ = transport.receive(discarded, 0, discarded.length, IDLE_MS);
      }
    } catch (IOException e) {
      if (!goodbye && !queue.isEnded()) {
        return "dtls_failed: " + e.getMessage();
      }
    }
    if (goodbye) {
      return "closed_by_peer";
    }
    try {
      transport.close();
    } catch (IOException e) {
      // The good-bye could not be sent: the peer will find out by itself.
      return "closed";
    }
    return "closed";
  }
}
