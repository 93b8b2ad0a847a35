package dev.fairlead.protocols.rtp.core;

import dev.fairlead.media.time.TimestampUnwrapper;
import dev.fairlead.protocols.rtp.wire.TransportFeedbackWriter;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Remembers when packets arrived, by their transport-wide sequence numbers, and writes the feedback
 * that tells it (Transport-wide CC draft-01 §3). Confined to its connection; allocates nothing
 * after construction.
 *
 * <p>What comes after it was told to be lost is told again, together with everything behind it.
 */
public final class ArrivalRecorder {
  /** Nothing has arrived. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** Two seconds of 20 Mbit/s; a power of two. */
  private static final int MAX_PACKETS = 4_096;

  private static final int MASK = MAX_PACKETS - 1;

  /** Further back, a correction helps nobody. */
  private static final int MAX_CORRECTED = 500;

  /** Senders adapt about ten times a second. */
  private static final long INTERVAL_NS = 100_000_000;

  private final TimestampUnwrapper sequences = new TimestampUnwrapper(16);
  private final long[] arrivalNs = new long[MAX_PACKETS];
  private final TransportFeedbackWriter writer = new TransportFeedbackWriter();

  private boolean started;
  private long base;
  private long highest;
  private long deadlineNs = NO_DEADLINE;
  private int feedbackCount;

  // Scratch (never escapes a call).
  private final long[] told = new long[TransportFeedbackWriter.MAX_STATUSES];

  /** A packet has arrived, with this transport-wide sequence number, 16 bits. */
  public void arrived(int sequenceNumber, long nowNs) {
    long sequence = sequences.unwrap(sequenceNumber);
    if (!started) {
      started = true;
      Arrays.fill(arrivalNs, TransportFeedbackWriter.NOT_RECEIVED);
      base = sequence;
      highest = sequence;
    } else if (sequence > highest) {
      if (sequence - highest >= MAX_PACKETS) {
        Arrays.fill(arrivalNs, TransportFeedbackWriter.NOT_RECEIVED);
        base = sequence;
      } else {
        for (long missing = highest + 1; missing < sequence; missing++) {
          arrivalNs[(int) missing & MASK] = TransportFeedbackWriter.NOT_RECEIVED;
        }
      }
      highest = sequence;
      base = Math.max(base, highest - MAX_PACKETS + 1);
    } else if (sequence < base) {
      boolean known = arrivalNs[(int) sequence & MASK] != TransportFeedbackWriter.NOT_RECEIVED;
      if (known || base - sequence > MAX_CORRECTED || highest - sequence >= MAX_PACKETS) {
        return;
      }
      base = sequence;
    }
    arrivalNs[(int) sequence & MASK] = nowNs;
    if (deadlineNs == NO_DEADLINE) {
      deadlineNs = nowNs + INTERVAL_NS;
    }
  }

  /** When feedback is due. */
  public long deadlineNs() {
    return deadlineNs;
  }

  /** Whether something was not told yet. */
  public boolean hasMore() {
    return started && base <= highest;
  }

  /**
   * Appends one packet of feedback about what was not told yet; what does not fit is left for the
   * next one.
   */
  public void write(ByteBuf out, int senderSsrc, int mediaSsrc) {
    deadlineNs = NO_DEADLINE;
    while (hasMore()) {
      int count = (int) Math.min(highest - base + 1, told.length);
      boolean any = false;
      for (int i = 0; i < count; i++) {
        told[i] = arrivalNs[(int) (base + i) & MASK];
        any |= told[i] != TransportFeedbackWriter.NOT_RECEIVED;
      }
      if (any) {
        base +=
            writer.write(
                out, senderSsrc, mediaSsrc, (int) base & 0xFFFF, told, 0, count, feedbackCount);
        feedbackCount = (feedbackCount + 1) & 0xFF;
        return;
      }
      base += count; // A packet about losses alone would tell no time.
    }
  }
}
