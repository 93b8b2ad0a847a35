package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.srtp.core.SrtpSender;
import dev.fairlead.protocols.srtp.core.SrtpVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Gathers protected packets of one viewer in as few bursts as their lengths allow: within one, all
 * have the same length but the last, which may be shorter. Confined to the session's loop;
 * allocates nothing for a packet.
 */
final class BurstWriter {
  /** A burst that grows beyond this is handed over: the kernel takes 64 kB at once. */
  private static final int MAX_BURST_BYTES = 60_000;

  /** Room for a picture of a 3 Mbit/s stream and the sound beside it. */
  private static final int INITIAL_BYTES = 16 << 10;

  private final PeerSession session;
  private final ByteBufAllocator allocator;
  private final CounterSet<WebRtcCounter> counters;

  private @Nullable ByteBuf out;
  private int headerAt;
  private int runAt;
  private int runPackets;
  private int segmentBytes;
  private boolean lastIsShorter;

  BurstWriter(PeerSession session, ByteBufAllocator allocator, CounterSet<WebRtcCounter> counters) {
    this.session = session;
    this.allocator = allocator;
    this.counters = counters;
  }

  /** The buffer that the next header is to be appended to. */
  ByteBuf header() {
    ByteBuf current = out;
    if (current == null) {
      current = allocator.directBuffer(INITIAL_BYTES);
      out = current;
      runAt = 0;
      runPackets = 0;
    }
    headerAt = current.writerIndex();
    return current;
  }

  /** The packet whose header was just appended gets this payload; borrowed and not changed. */
  void payload(SrtpSender keys, ByteBuf payload, int index, int lengthBytes) {
    ByteBuf current = out;
    if (current == null) {
      throw new IllegalStateException("a payload without a header");
    }
    if (keys.protectRtp(current, headerAt, payload, index, lengthBytes) != SrtpVerdict.DONE) {
      counters.increment(WebRtcCounter.PACKETS_NOT_PROTECTED);
      current.writerIndex(headerAt);
      return;
    }
    int packetBytes = current.writerIndex() - headerAt;
    boolean fits =
        runPackets == 0
            || (!lastIsShorter
                && packetBytes <= segmentBytes
                && current.writerIndex() - runAt <= MAX_BURST_BYTES);
    if (!fits) {
      session.sendBurst(current.retainedSlice(runAt, headerAt - runAt), segmentBytes);
      runAt = headerAt;
      runPackets = 0;
    }
    if (runPackets == 0) {
      segmentBytes = packetBytes;
      lastIsShorter = false;
    } else if (packetBytes < segmentBytes) {
      lastIsShorter = true;
    }
    runPackets++;
  }

  /** Sends what was gathered. */
  void finish() {
    ByteBuf current = out;
    if (current == null) {
      return;
    }
    out = null;
    if (runPackets == 0) {
      current.release();
    } else {
      session.sendBurst(current.readerIndex(runAt), segmentBytes);
    }
  }
}
