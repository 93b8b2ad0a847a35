package dev.fairlead.conformance.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Random;

/** A peer that speaks as much RTMP as it needs to do harm (RTMP 1.0 §5.2). */
final class RawRtmp implements AutoCloseable {
  private static final int HANDSHAKE_BYTES = 1536;
  private static final int TIMEOUT_MS = 10_000;

  private final Socket socket = new Socket();

  RawRtmp(int port) {
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Completes the simple handshake. */
  RawRtmp shakeHands() {
    byte[] hello = new byte[1 + HANDSHAKE_BYTES];
    hello[0] = 3;
    try {
      socket.setSoTimeout(TIMEOUT_MS);
      write(hello);
      InputStream in = socket.getInputStream();
      byte[] answer = in.readNBytes(1 + 2 * HANDSHAKE_BYTES);
      if (answer.length != 1 + 2 * HANDSHAKE_BYTES || answer[0] != 3) {
        throw new AssertionError("handshake answered by " + answer.length + " bytes");
      }
      write(java.util.Arrays.copyOfRange(answer, 1, 1 + HANDSHAKE_BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Sends bytes; says whether the connection still took them. */
  boolean write(byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Random bytes that are no handshake. */
  static byte[] garbage(long seed, int bytes) {
    byte[] garbage = new byte[bytes];
    new Random(seed).nextBytes(garbage);
    garbage[0] = 0x47;
    return garbage;
  }

  /** The head of a message of the greatest length that three bytes can say. */
  static byte[] declarationOf16MiB() {
    return new byte[] {0x04, 0, 0, 0, (byte) 0xff, (byte) 0xff, (byte) 0xff, 9, 1, 0, 0, 0};
  }

  /** Whether the other side has closed within this time. */
  boolean isClosedWithin(int millis) {
    try {
      InputStream in = socket.getInputStream();
      long endNs = System.nanoTime() + millis * 1_000_000L;
      while (System.nanoTime() - endNs < 0) {
        socket.setSoTimeout(Math.max(1, (int) ((endNs - System.nanoTime()) / 1_000_000)));
        if (in.read() < 0) {
          return true;
        }
      }
      return false;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
