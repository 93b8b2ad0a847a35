package dev.fairlead.media.codec.ac3;

import dev.fairlead.media.bits.BitReader;

/** What the codes of both formats stand for (ETSI TS 102 366 V1.4.1 §4.4). */
final class Ac3Tables {
  static final int SYNC_WORD = 0x0B77;

  /** Samples of a syncframe of six blocks. */
  static final int FRAME_SAMPLES = 1_536;

  static final int BLOCK_SAMPLES = 256;

  /** Highest bsid of an AC-3 syncframe; E-AC-3 counts from 11. */
  static final int MAX_AC3_BSID = 10;

  private static final int[] SAMPLE_RATES_HZ = {48_000, 44_100, 32_000};

  /** Full-range channels by acmod. */
  private static final int[] CHANNELS = {2, 1, 2, 3, 3, 4, 4, 5};

  /** Nominal bit rates by frmsizecod / 2, in kbit/s (§4.4.1.4). */
  private static final int[] BIT_RATES_KBPS = {
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
  };

  private Ac3Tables() {}

  static int sampleRateHz(BitReader bits, int fscod) {
    if (fscod >= SAMPLE_RATES_HZ.length) {
      throw bits.malformed("fscod is " + fscod);
    }
    return SAMPLE_RATES_HZ[fscod];
  }

  static int channels(int acmod, boolean lowFrequency) {
    return CHANNELS[acmod] + (lowFrequency ? 1 : 0);
  }

  static int bitRateKbps(BitReader bits, int code) {
    if (code >= BIT_RATES_KBPS.length) {
      throw bits.malformed("bit rate code is " + code);
    }
    return BIT_RATES_KBPS[code];
  }
}
