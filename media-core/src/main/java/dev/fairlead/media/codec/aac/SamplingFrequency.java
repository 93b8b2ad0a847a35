package dev.fairlead.media.codec.aac;

import dev.fairlead.media.bits.BitReader;

/** samplingFrequencyIndex (ISO/IEC 14496-3:2019 Table 1.18). */
public final class SamplingFrequency {
  /** No index stands for the rate. */
  public static final int NO_INDEX = 15;

  private static final int[] RATES_HZ = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };

  private SamplingFrequency() {}

  /** The index of a rate, {@link #NO_INDEX} when only the escape can tell it. */
  public static int indexOf(int rateHz) {
    for (int i = 0; i < RATES_HZ.length; i++) {
      if (RATES_HZ[i] == rateHz) {
        return i;
      }
    }
    return NO_INDEX;
  }

  /** Whether an index stands for a rate. */
  static boolean isKnown(int index) {
    return index < RATES_HZ.length;
  }

  /** The rate behind an index that is known. */
  static int rateHz(int index) {
    return RATES_HZ[index];
  }

  /** The rate behind an index that is not reserved. */
  static int rateHz(BitReader bits, int index) {
    if (index >= RATES_HZ.length) {
      throw bits.malformed("samplingFrequencyIndex is " + index);
    }
    return RATES_HZ[index];
  }

  /** Index and, behind the escape, the rate itself. */
  static int read(BitReader bits) {
    int index = bits.readBits(4);
    int rateHz = index == NO_INDEX ? bits.readBits(24) : rateHz(bits, index);
    if (rateHz == 0) {
      throw bits.malformed("samplingFrequency is 0");
    }
    return rateHz;
  }
}
