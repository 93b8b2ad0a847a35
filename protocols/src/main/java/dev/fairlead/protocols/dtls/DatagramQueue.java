package dev.fairlead.protocols.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DatagramTransport;

/**
 * Datagrams between a session's loop and its handshake's thread. The loop puts in and never waits;
 * the thread takes out.
 *
 * <p>The library sends each record by itself. They are gathered until it waits for an answer, so
 * that a flight is lost or arrives as a whole, mostly.
 */
final class DatagramQueue implements DatagramTransport {
  /** A flight of ten fragments, and its repetition. */
  static final int MAX_WAITING = 32;

  /** Longest datagram that a peer may send. */
  static final int MAX_RECEIVE_BYTES = 2_048;

  /** What passes every path with IPv6, tunnels and TURN around it. */
  private static final int SEND_BYTES = 1_200;

  private static final byte[] END = {};

  private final ArrayBlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final DtlsEvents events;
  private volatile boolean ended;

  // The thread's.
  private final byte[] flight = new byte[SEND_BYTES];
  private int flightBytes;
  private boolean closed;
  private final OrderedFlight order;

  /**
   * @param server whether the peer's last flight has a CertificateVerify
   */
  DatagramQueue(DtlsEvents events, boolean server) {
    this.events = events;
    order = new OrderedFlight(server);
  }

  /** Puts in one datagram; false when there is no room. */
  boolean offer(byte[] datagram) {
    return waiting.offer(datagram);
  }

  /** Wakes the thread up for the last time. */
  void end() {
    ended = true;
    // A full queue wakes it up just as well.
    var _ = waiting.offer(END);
  }

  /** Whether it was our side that ended it. */
  boolean isEnded() {
    return ended;
  }

  @Override
  public int getReceiveLimit() {
    return MAX_RECEIVE_BYTES;
  }

  @Override
  public int getSendLimit() {
    return SEND_BYTES;
  }

  @Override
  public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
    flush();
    if (closed) {
      throw new InterruptedIOException("closed");
    }
    byte[] datagram;
    try {
      datagram = waiting.poll(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (ended) {
      // The one kind that the library does not take for a fault, which it would tell the peer of.
      throw new InterruptedIOException("ended");
    }
    if (datagram == null) {
      // What the library takes for a time-out.
      return -1;
    }
    int bytes = Math.min(length, order.usableBytes(datagram));
    System.arraycopy(datagram, 0, into, offset, bytes);
    return bytes;
  }

  @Override
  public void send(byte[] bytes, int offset, int length) {
    if (flightBytes + length > SEND_BYTES) {
      flush();
    }
    System.arraycopy(bytes, offset, flight, flightBytes, length);
    flightBytes += length;
  }

  /** Sends what was gathered. */
  void flush() {
    if (flightBytes > 0) {
      int bytes = flightBytes;
      flightBytes = 0;
      events.send(flight, 0, bytes);
    }
  }

  @Override
  public void close() {
    closed = true;
    flush();
  }
}
