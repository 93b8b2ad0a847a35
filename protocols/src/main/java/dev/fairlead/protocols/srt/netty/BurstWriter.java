package dev.fairlead.protocols.srt.netty;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.srt.core.SrtCounter;
import dev.fairlead.protocols.transport.UdpSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Gathers packets of equal length for one peer behind one another, so that they leave in one system
 * call. Confined to the socket's loop; owns the burst under way until {@link #flush}.
 */
final class BurstWriter {
  /** A dozen packets: beyond that a system call more is hardly felt. */
  private static final int BURST_BYTES = 16_384;

  /** Acknowledgements, reports and keep-alives: they come alone. */
  private static final int SMALL_BYTES = 128;

  private final UdpSocket socket;
  private final CounterSet<SrtCounter> counters;

  private @Nullable ByteBuf burst;
  private @Nullable InetSocketAddress peer;
  private int segmentBytes;
  private int packetIndex;
  private boolean unflushed;

  BurstWriter(UdpSocket socket, CounterSet<SrtCounter> counters) {
    this.socket = socket;
    this.counters = counters;
  }

  /** A buffer to which one packet of up to {@code maxBytes} for {@code to} is appended. */
  @SuppressWarnings("ReferenceEquality") // Each peer has one address object: equal is not enough.
  ByteBuf packet(InetSocketAddress to, int maxBytes) {
    ByteBuf current = burst;
    if (current != null && (peer != to || current.writableBytes() < maxBytes)) {
      seal();
      current = null;
    }
    if (current == null) {
      // Slices of this allocator's buffers come from a pool.
      current =
          PooledByteBufAllocator.DEFAULT.directBuffer(
              maxBytes <= SMALL_BYTES ? SMALL_BYTES : Math.max(maxBytes, BURST_BYTES));
      burst = current;
      peer = to;
      segmentBytes = 0;
    }
    packetIndex = current.writerIndex();
    return current;
  }

  /** What was appended since {@link #packet} is complete. */
  void packetComplete() {
    ByteBuf current = burst;
    InetSocketAddress to = peer;
    if (current == null || to == null) {
      throw new IllegalStateException("no packet was begun");
    }
    int length = current.writerIndex() - packetIndex;
    counters.add(SrtCounter.BYTES_OUT, length);
    if (segmentBytes == 0) {
      segmentBytes = length;
    } else if (length < segmentBytes) {
      // The last segment of a burst may be shorter.
      seal();
    } else if (length > segmentBytes) {
      socket.sendBurst(current.readRetainedSlice(packetIndex), segmentBytes, to);
      segmentBytes = length;
      packetIndex = 0;
    }
  }

  private void seal() {
    ByteBuf complete = burst;
    InetSocketAddress to = peer;
    burst = null;
    peer = null;
    if (complete == null || to == null) {
      return;
    }
    if (complete.isReadable()) {
      unflushed = true;
      socket.sendBurst(complete, segmentBytes, to);
    } else {
      complete.release();
    }
  }

  /** Everything leaves. */
  void flush() {
    seal();
    if (unflushed) {
      unflushed = false;
      socket.flush();
    }
  }
}
