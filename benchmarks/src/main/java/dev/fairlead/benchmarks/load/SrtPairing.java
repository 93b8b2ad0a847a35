package dev.fairlead.benchmarks.load;

import dev.fairlead.media.testkit.ImpairingRelay;
import dev.fairlead.media.testkit.SimulatedLink.Behaviour;
import dev.fairlead.protocols.srt.core.SrtSettings;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A sender and a receiver with a bad network between them, each ours or libsrt's, and the flow that
 * passes. libsrt's are {@code srt-live-transmit}, fed and read by UDP on this machine. Its threads
 * end with it.
 */
final class SrtPairing implements AutoCloseable {
  private static final long OPEN_TIMEOUT_NS = 20_000_000_000L;

  private final NumberedFlow flow = new NumberedFlow();
  private final SrtDataCount count = new SrtDataCount();
  private final ArrayDeque<Part> parts = new ArrayDeque<>();
  private final Feed feed;
  private volatile boolean closed;

  /** What ends with the pairing. */
  private interface Part {
    void close() throws IOException;
  }

  /** Takes payloads to send. */
  private interface Feed {
    void send(ByteBuffer payload) throws IOException;
  }

  /**
   * Conditions of the way.
   *
   * @param way each direction
   * @param latencyMs from sending to delivery, beyond the way itself
   * @param seed of the network
   */
  record Conditions(Behaviour way, int latencyMs, long seed) {}

  SrtPairing(boolean ourSender, boolean ourReceiver, Conditions conditions) throws IOException {
    SrtSettings settings =
        SrtSettings.DEFAULT
            .withReceiveLatencyMs(conditions.latencyMs())
            .withSendLatencyMs(conditions.latencyMs());
    InetSocketAddress receiver =
        ourReceiver ? ourReceiver(settings) : libsrtReceiver(conditions.latencyMs());
    ImpairingRelay relay =
        ImpairingRelay.start(
            receiver, conditions.way(), conditions.way(), conditions.seed(), count);
    parts.push(relay::close);
    feed =
        ourSender
            ? ourSender(settings, relay.address())
            : libsrtSender(conditions.latencyMs(), relay.address());
  }

  private InetSocketAddress ourReceiver(SrtSettings settings) throws IOException {
    SrtEnd end = SrtEnd.listen(settings, payload -> flow.delivered(payload.nioBuffer()));
    parts.push(end::close);
    return end.address();
  }

  private Feed ourSender(SrtSettings settings, InetSocketAddress to) throws IOException {
    SrtEnd end = SrtEnd.call(settings, to);
    parts.push(end::close);
    return payload ->
        end.send(
            PooledByteBufAllocator.DEFAULT.directBuffer(payload.remaining()).writeBytes(payload));
  }

  private InetSocketAddress libsrtReceiver(int latencyMs) throws IOException {
    DatagramChannel sink = bound();
    parts.push(sink::close);
    Thread reader = new Thread(() -> read(sink), "srt-sink");
    reader.setDaemon(true);
    reader.start();
    int port = freePort();
    parts.push(
        transmit(
                "srt://:%d?mode=listener&latency=%d".formatted(port, latencyMs),
                "udp://127.0.0.1:" + port(sink))
            ::close);
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private void read(DatagramChannel sink) {
    ByteBuffer payload = ByteBuffer.allocate(2_048);
    try {
      while (!closed) {
        payload.clear();
        sink.receive(payload);
        flow.delivered(payload.flip());
      }
    } catch (ClosedChannelException e) {
      // The pairing is over.
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Feed libsrtSender(int latencyMs, InetSocketAddress to) throws IOException {
    int port = freePort();
    parts.push(
        transmit(
                "udp://127.0.0.1:" + port,
                "srt://127.0.0.1:%d?mode=caller&latency=%d&conntimeo=10000"
                    .formatted(to.getPort(), latencyMs))
            ::close);
    DatagramChannel source = bound();
    parts.push(source::close);
    InetSocketAddress entry = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return payload -> source.send(payload, entry);
  }

  private static ChildProcess transmit(String from, String to) throws IOException {
    return ChildProcess.start(
        List.of("srt-live-transmit", "-q", "-ll", "fatal", "-c", "1316", from, to));
  }

  private static DatagramChannel bound() throws IOException {
    return DatagramChannel.open()
        .setOption(java.net.StandardSocketOptions.SO_RCVBUF, 4 << 20)
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static int port(DatagramChannel channel) throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  private static int freePort() throws IOException {
    try (DatagramChannel channel = bound()) {
      return port(channel);
    }
  }

  /**
   * Sends for so long.
   *
   * @param intervalNs between payloads
   * @param measuredNs after the way is open and has settled
   * @param settleNs before and after
   */
  void run(long intervalNs, long settleNs, long measuredNs) throws IOException {
    long beganNs = System.nanoTime();
    long openNs = Long.MAX_VALUE;
    long measuredFromNs = Long.MAX_VALUE;
    ByteBuffer payload = ByteBuffer.allocate(NumberedFlow.PAYLOAD_BYTES);
    long nextNs = beganNs;
    while (true) {
      long nowNs = System.nanoTime();
      if (openNs == Long.MAX_VALUE && flow.isOpen()) {
        openNs = nowNs;
      }
      if (openNs == Long.MAX_VALUE && nowNs - beganNs > OPEN_TIMEOUT_NS) {
        throw new IllegalStateException("nothing comes through");
      }
      if (measuredFromNs == Long.MAX_VALUE
          && openNs != Long.MAX_VALUE
          && nowNs - openNs > settleNs) {
        measuredFromNs = nowNs;
        count.clear();
        flow.measure();
      }
      if (measuredFromNs != Long.MAX_VALUE && nowNs - measuredFromNs > measuredNs) {
        break;
      }
      flow.fill(payload.clear());
      feed.send(payload);
      nextNs += intervalNs;
      long aheadNs = nextNs - System.nanoTime();
      if (aheadNs > 0) {
        LockSupport.parkNanos(aheadNs);
      }
    }
    LockSupport.parkNanos(settleNs);
  }

  NumberedFlow flow() {
    return flow;
  }

  SrtDataCount count() {
    return count;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    for (Part part : parts) {
      part.close();
    }
  }
}
