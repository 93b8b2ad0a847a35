package dev.fairlead.protocols.srt.core;

import dev.fairlead.protocols.srt.wire.SequenceNumber;

/**
 * The acknowledgements sent and not yet acknowledged themselves, by which the round trip is
 * measured. Confined to the connection; the oldest are forgotten.
 */
final class AckHistory {
  static final long UNKNOWN = Long.MIN_VALUE;

  /** Ten seconds of acknowledgements: far beyond any round trip. */
  private static final int CAPACITY = 1_024;

  private static final int FIRST_CAPACITY = 64;

  private int[] numbers = new int[FIRST_CAPACITY];
  private int[] sequences = new int[FIRST_CAPACITY];
  private long[] sentNs = new long[FIRST_CAPACITY];
  private int lastNumber;
  private int answeredSequence;
  private boolean answered;

  /** Remembers an acknowledgement and gives its number. */
  int sent(int sequence, long nowNs) {
    lastNumber = SequenceNumber.next(lastNumber);
    if (numbers.length < CAPACITY && numbers[slot(lastNumber)] != 0) {
      grow();
    }
    int slot = slot(lastNumber);
    numbers[slot] = lastNumber;
    sequences[slot] = sequence;
    sentNs[slot] = nowNs;
    return lastNumber;
  }

  private int slot(int number) {
    return number & (numbers.length - 1);
  }

  private void grow() {
    AckHistory larger = new AckHistory();
    larger.numbers = new int[2 * numbers.length];
    larger.sequences = new int[2 * numbers.length];
    larger.sentNs = new long[2 * numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] != 0) {
        int slot = larger.slot(numbers[i]);
        larger.numbers[slot] = numbers[i];
        larger.sequences[slot] = sequences[i];
        larger.sentNs[slot] = sentNs[i];
      }
    }
    numbers = larger.numbers;
    sequences = larger.sequences;
    sentNs = larger.sentNs;
  }

  /** When the acknowledgement of this number left, once; otherwise {@link #UNKNOWN}. */
  long answered(int number) {
    int slot = slot(number);
    if (number == 0 || numbers[slot] != number) {
      return UNKNOWN;
    }
    numbers[slot] = 0;
    if (!answered || SequenceNumber.isBefore(answeredSequence, sequences[slot])) {
      answered = true;
      answeredSequence = sequences[slot];
    }
    return sentNs[slot];
  }

  /** Whether the peer is known to know of everything before {@code sequence}. */
  boolean isKnown(int sequence) {
    return answered && !SequenceNumber.isBefore(answeredSequence, sequence);
  }
}
