package dev.fairlead.media.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A bad network between two programs on one machine: takes the datagrams of one caller, and hands
 * them on to the target as a {@link SimulatedLink} each way does it. Runs a thread of its own; any
 * thread may start and close it.
 */
public final class ImpairingRelay implements AutoCloseable {
  private static final int MAX_DATAGRAM_BYTES = 2_048;
  private static final int SOCKET_BUFFER_BYTES = 4 << 20;
  private static final long IDLE_MS = 5;
  private static final long NANOS_PER_MS = 1_000_000;

  /** Naps are this long at most, since what comes meanwhile is taken for as late. */
  private static final long NAP_NS = 250_000;

  private final DatagramChannel front;
  private final DatagramChannel behind;
  private final Selector selector;
  private final InetSocketAddress target;
  private final SimulatedLink there;
  private final SimulatedLink back;
  private final Tap tap;
  private final Thread thread;
  private final ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM_BYTES);
  private SocketAddress caller;
  private volatile boolean closed;

  /** Sees what enters the relay. */
  public interface Tap {
    /**
     * A datagram came; whether it will be lost is not decided yet.
     *
     * @param there whether it goes from the caller to the target
     * @param datagram not to be changed
     */
    void datagram(boolean there, byte[] datagram);
  }

  private ImpairingRelay(InetSocketAddress target, SimulatedLink there, SimulatedLink back, Tap tap)
      throws IOException {
    this.target = target;
    this.there = there;
    this.back = back;
    this.tap = tap;
    selector = Selector.open();
    front = open();
    behind = open();
    thread = new Thread(this::run, "impairing-relay");
    thread.setDaemon(true);
  }

  /**
   * Begins to hand on.
   *
   * @param target where the caller's datagrams go
   * @param there how the way to the target behaves
   * @param back how the way to the caller behaves
   * @param seed of both ways
   */
  public static ImpairingRelay start(
      InetSocketAddress target,
      SimulatedLink.Behaviour there,
      SimulatedLink.Behaviour back,
      long seed,
      Tap tap)
      throws IOException {
    ImpairingRelay relay =
        new ImpairingRelay(
            target, new SimulatedLink(there, seed), new SimulatedLink(back, seed + 1), tap);
    relay.thread.start();
    return relay;
  }

  private DatagramChannel open() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.configureBlocking(false);
    channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    channel.register(selector, SelectionKey.OP_READ);
    return channel;
  }

  /** Where callers find it. */
  public InetSocketAddress address() throws IOException {
    return (InetSocketAddress) front.getLocalAddress();
  }

  private void run() {
    try {
      while (!closed) {
        pass();
        await();
      }
    } catch (IOException e) {
      if (!closed) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void pass() throws IOException {
    take(front, there, true);
    take(behind, back, false);
    long nowNs = System.nanoTime();
    there.receive(nowNs, datagram -> send(behind, datagram, target));
    back.receive(nowNs, datagram -> send(front, datagram, caller));
  }

  private void take(DatagramChannel from, SimulatedLink link, boolean forward) throws IOException {
    while (true) {
      buffer.clear();
      SocketAddress sender = from.receive(buffer);
      if (sender == null) {
        return;
      }
      if (forward) {
        caller = sender;
      }
      byte[] datagram = Arrays.copyOf(buffer.array(), buffer.position());
      tap.datagram(forward, datagram);
      link.send(datagram, System.nanoTime());
    }
  }

  private static void send(DatagramChannel from, byte[] datagram, SocketAddress to) {
    if (to == null) {
      return;
    }
    try {
      from.send(ByteBuffer.wrap(datagram), to);
    } catch (IOException e) {
      // Nobody listens there any more: lost, as on any network.
    }
  }

  private void await() throws IOException {
    long nextNs = Math.min(there.nextArrivalNs(), back.nextArrivalNs());
    long waitNs =
        nextNs == SimulatedLink.NO_ARRIVAL ? IDLE_MS * NANOS_PER_MS : nextNs - System.nanoTime();
    if (waitNs >= 2 * NANOS_PER_MS) {
      selector.selectedKeys().clear();
      selector.select(waitNs / NANOS_PER_MS - 1);
    } else if (waitNs > 0) {
      LockSupport.parkNanos(Math.min(waitNs, NAP_NS));
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    front.close();
    behind.close();
    selector.close();
  }
}
