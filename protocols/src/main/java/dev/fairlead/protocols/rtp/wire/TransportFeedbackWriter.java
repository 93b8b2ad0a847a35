package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;

/**
 * Appends transport-wide feedback (Transport-wide CC draft-01 §3.1). Confined to one thread;
 * reusable; allocates nothing per packet.
 */
public final class TransportFeedbackWriter {
  /** Stands in for an arrival time: the packet did not arrive. */
  public static final long NOT_RECEIVED = Long.MIN_VALUE;

  /**
   * Statuses in one packet, so that the worst case of chunks and deltas stays below 1,200 bytes.
   */
  public static final int MAX_STATUSES = 480;

  private final byte[] symbols = new byte[MAX_STATUSES];

  /**
   * Appends one packet that covers as many of the given arrivals as fit: it ends early where two
   * arrivals lie too far apart for a delta.
   *
   * @param baseSequenceNumber of the first status, 16 bits
   * @param arrivalNs arrival times by the receiver's clock, or {@link #NOT_RECEIVED}; the first one
   *     arrived
   * @param from where to begin in the array
   * @param count statuses at hand, at least 1
   * @param feedbackCount counts feedback packets, 8 bits
   * @return statuses written, at least 1
   */
  public int write(
      ByteBuf out,
      int senderSsrc,
      int mediaSsrc,
      int baseSequenceNumber,
      long[] arrivalNs,
      int from,
      int count,
      int feedbackCount) {
    assert count >= 1 && arrivalNs[from] != NOT_RECEIVED;
    int startIndex = out.writerIndex();
    long reference = Math.floorDiv(arrivalNs[from], TransportFeedback.REFERENCE_NS);
    int statuses = symbols(reference, arrivalNs, from, Math.min(count, MAX_STATUSES));
    RtcpWriter.writeHead(out, RtcpType.FORMAT_TRANSPORT_CC, RtcpType.TRANSPORT_FEEDBACK, 4);
    out.writeInt(senderSsrc);
    out.writeInt(mediaSsrc);
    out.writeShort(baseSequenceNumber);
    out.writeShort(statuses);
    out.writeMedium((int) reference);
    out.writeByte(feedbackCount);
    writeChunks(out, statuses);
    writeDeltas(out, reference, arrivalNs, from, statuses);
    out.writeZero(-(out.writerIndex() - startIndex) & 3);
    out.setShort(startIndex + 2, (out.writerIndex() - startIndex) / Integer.BYTES - 1);
    return statuses;
  }

  /** Decides on each status; returns how many can be told in one packet. */
  private int symbols(long reference, long[] arrivalNs, int from, int count) {
    long atTicks = reference * (TransportFeedback.REFERENCE_NS / TransportFeedback.DELTA_NS);
    for (int i = 0; i < count; i++) {
      long ns = arrivalNs[from + i];
      if (ns == NOT_RECEIVED) {
        symbols[i] = TransportFeedback.NOT_RECEIVED;
        continue;
      }
      // Rounding the time and not the difference keeps errors from adding up.
      long ticks = Math.floorDiv(ns, TransportFeedback.DELTA_NS);
      long delta = ticks - atTicks;
      if (delta < Short.MIN_VALUE || delta > Short.MAX_VALUE) {
        return i;
      }
      boolean small = delta >= 0 && delta <= 0xFF;
      symbols[i] = (byte) (small ? TransportFeedback.SMALL_DELTA : TransportFeedback.LARGE_DELTA);
      atTicks = ticks;
    }
    return count;
  }

  private void writeChunks(ByteBuf out, int count) {
    int i = 0;
    while (i < count) {
      int run = run(i, count);
      boolean oneBit = fitsOneBit(i, count);
      int vectorSymbols =
          oneBit ? TransportFeedback.ONE_BIT_SYMBOLS : TransportFeedback.TWO_BIT_SYMBOLS;
      if (run >= vectorSymbols || run == count - i) {
        out.writeShort(symbols[i] << 13 | run);
        i += run;
      } else {
        i = writeVector(out, i, count, vectorSymbols, oneBit ? 1 : 2);
      }
    }
  }

  private int writeVector(ByteBuf out, int from, int count, int symbolsInChunk, int bits) {
    int chunk = TransportFeedback.VECTOR | (bits == 2 ? TransportFeedback.TWO_BIT : 0);
    int taken = Math.min(symbolsInChunk, count - from);
    for (int i = 0; i < taken; i++) {
      chunk |= symbols[from + i] << (bits * (symbolsInChunk - 1 - i));
    }
    out.writeShort(chunk);
    return from + taken;
  }

  private int run(int from, int count) {
    int i = from + 1;
    while (i < count && symbols[i] == symbols[from]) {
      i++;
    }
    return i - from;
  }

  /** Whether all statuses of a vector of one-bit symbols need one bit only. */
  private boolean fitsOneBit(int from, int count) {
    int end = Math.min(count, from + TransportFeedback.ONE_BIT_SYMBOLS);
    for (int i = from; i < end; i++) {
      if (symbols[i] == TransportFeedback.LARGE_DELTA) {
        return false;
      }
    }
    return true;
  }

  private void writeDeltas(ByteBuf out, long reference, long[] arrivalNs, int from, int count) {
    long atTicks = reference * (TransportFeedback.REFERENCE_NS / TransportFeedback.DELTA_NS);
    for (int i = 0; i < count; i++) {
      if (symbols[i] == TransportFeedback.NOT_RECEIVED) {
        continue;
      }
      long ticks = Math.floorDiv(arrivalNs[from + i], TransportFeedback.DELTA_NS);
      if (symbols[i] == TransportFeedback.SMALL_DELTA) {
        out.writeByte((int) (ticks - atTicks));
      } else {
        out.writeShort((int) (ticks - atTicks));
      }
      atTicks = ticks;
    }
  }
}
