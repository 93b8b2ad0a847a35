package dev.fairlead.protocols.delivery;

import org.jspecify.annotations.Nullable;

/**
 * The name of a file within a window's URLs: {@code init3.mp4}, {@code 17.m4s}, {@code 17.4.m4s},
 * and {@code 17.ts}. Immutable.
 */
public sealed interface MediaFile {
  /** Most digits of a number in a name: what fits a long without a check for overflow. */
  int MAX_DIGITS = 18;

  /** Says that there is no number. */
  long NO_NUMBER = -1;

  /**
   * A header.
   *
   * @param number of the header
   */
  record Init(int number) implements MediaFile {}

  /**
   * A whole segment.
   *
   * @param sequence of the segment
   */
  record Whole(long sequence) implements MediaFile {}

  /**
   * One part of a segment.
   *
   * @param sequence of the segment
   * @param part counts within the segment, from 0
   */
  record Piece(long sequence, int part) implements MediaFile {}

  /** What {@code name} stands for, or null when it is no name of ours. */
  static @Nullable MediaFile parse(String name) {
    if (name.startsWith("init") && name.endsWith(".mp4")) {
      long number = number(name, 4, name.length() - 4);
      return number < 0 || number > Integer.MAX_VALUE ? null : new Init((int) number);
    }
    int end;
    if (name.endsWith(".m4s")) {
      end = name.length() - 4;
    } else if (name.endsWith(".ts")) {
      end = name.length() - 3;
    } else {
      return null;
    }
    int dot = name.indexOf('.');
    if (dot == end) {
      long sequence = number(name, 0, end);
      return sequence < 0 ? null : new Whole(sequence);
    }
    long sequence = number(name, 0, dot);
    long part = number(name, dot + 1, end);
    return sequence < 0 || part < 0 || part > Integer.MAX_VALUE
        ? null
        : new Piece(sequence, (int) part);
  }

  /** Digits as we write them, without leading zeros: every file has one name. */
  private static long number(String text, int from, int to) {
    if (from >= to || to - from > MAX_DIGITS || (text.charAt(from) == '0' && to - from > 1)) {
      return NO_NUMBER;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NO_NUMBER;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
