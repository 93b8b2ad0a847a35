package dev.fairlead.conformance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers that never were: SRT handshakes from many addresses of the loopback network, half of them
 * asking for a cookie and never coming back, half of them with a cookie that they made up. Answers
 * are left unread, as those to forged addresses are.
 */
final class HandshakeFlood implements AutoCloseable {
  private static final int ADDRESSES = 64;
  private static final int HANDSHAKE_BYTES = 64;
  private static final int EXTENSION_BYTES = 16;
  private static final int TYPE_OFFSET = 36;
  private static final int INDUCTION = 1;
  private static final int CONCLUSION = -1;
  private static final int BATCH = 100;

  private final List<DatagramChannel> callers = new ArrayList<>();
  private final InetSocketAddress target;
  private final Random random = new Random(50);
  private long sent;

  HandshakeFlood(int port) {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      for (int i = 0; i < ADDRESSES; i++) {
        DatagramChannel caller = DatagramChannel.open();
        callers.add(caller);
        caller.bind(new InetSocketAddress("127.0.1." + (i + 1), 0));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends at this rate; where the machine is too busy for that, as fast as it can. */
  void run(int packetsPerSecond, int packets) {
    long beganNs = System.nanoTime();
    for (int i = 0; i < packets; i += BATCH) {
      long dueNs = beganNs + i * 1_000_000_000L / packetsPerSecond;
      long aheadNs = dueNs - System.nanoTime();
      if (aheadNs > 0) {
        LockSupport.parkNanos(aheadNs);
      }
      for (int j = 0; j < BATCH; j++) {
        send();
      }
    }
  }

  private void send() {
    boolean concluding = sent % 2 == 0;
    ByteBuffer packet = ByteBuffer.allocate(HANDSHAKE_BYTES + EXTENSION_BYTES);
    packet.putInt(0x8000_0000).putInt(0).putInt(random.nextInt()).putInt(0);
    packet.putInt(concluding ? 5 : 4).putInt(concluding ? 1 : 2).putInt(random.nextInt() >>> 1);
    packet.putInt(1_500).putInt(8_192).putInt(concluding ? CONCLUSION : INDUCTION);
    packet.putInt(random.nextInt() >>> 1).putInt(random.nextInt());
    packet.position(HANDSHAKE_BYTES);
    if (concluding) {
      packet.putInt(0x0001_0003).putInt(0x01_0501).putInt(0xBF).putInt(120 << 16);
    }
    assert packet.getInt(TYPE_OFFSET) != 0;
    packet.flip();
    try {
      callers.get((int) (sent % ADDRESSES)).send(packet, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sent++;
  }

  @Override
  public void close() {
    for (DatagramChannel caller : callers) {
      try {
        caller.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
