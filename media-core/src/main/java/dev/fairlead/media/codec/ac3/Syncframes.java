package dev.fairlead.media.codec.ac3;

import dev.fairlead.media.bits.BitReader;
import io.netty.buffer.ByteBuf;

/**
 * Finds where a syncframe of AC-3 or E-AC-3 ends and how long it sounds (ETSI TS 102 366 V1.4.1
 * §4.4.1, §E.1.3). Confined to one thread; reusable.
 */
public final class Syncframes {
  /** Bytes from the start of a syncframe that have to be there. */
  public static final int HEAD_BYTES = 6;

  private static final int BSID_OFFSET = 5;
  private static final int SAMPLE_RATE_44_100 = 1;
  private static final int WORD_BYTES = 2;

  private final BitReader bits = new BitReader("syncframe");

  /** What the last {@link #read} found. */
  private int sizeBytes;

  private int samples;
  private int sampleRateHz;
  private boolean dependent;

  /** Whether a syncframe begins here. */
  public static boolean isAt(ByteBuf source, int index) {
    return source.getUnsignedShort(index) == Ac3Tables.SYNC_WORD;
  }

  /**
   * Reads the head at {@code index}, of which {@link #HEAD_BYTES} are there.
   *
   * @throws dev.fairlead.media.bits.MalformedMediaException when it is none
   */
  public void read(ByteBuf source, int index) {
    bits.wrap(source, index, HEAD_BYTES);
    if (bits.readBits(16) != Ac3Tables.SYNC_WORD) {
      throw bits.malformed("no syncword");
    }
    int bsid = source.getUnsignedByte(index + BSID_OFFSET) >> 3;
    if (bsid <= Ac3Tables.MAX_AC3_BSID) {
      bits.skipBits(16); // crc1
      int fscod = bits.readBits(2);
      int frmsizecod = bits.readBits(6);
      sampleRateHz = Ac3Tables.sampleRateHz(bits, fscod);
      samples = Ac3Tables.FRAME_SAMPLES;
      dependent = false;
      int bitRateKbps = Ac3Tables.bitRateKbps(bits, frmsizecod >> 1);
      // A syncframe of 1,536 samples; at 44.1 kHz every other one has a word more.
      int words = bitRateKbps * 1_000 / 16 * Ac3Tables.FRAME_SAMPLES / sampleRateHz;
      boolean longer = fscod == SAMPLE_RATE_44_100 && (frmsizecod & 1) != 0;
      sizeBytes = WORD_BYTES * (words + (longer ? 1 : 0));
      return;
    }
    Eac3Syncframe frame = Eac3Syncframe.parseHead(bits, source, index, HEAD_BYTES);
    sizeBytes = frame.sizeBytes();
    samples = frame.samples();
    sampleRateHz = frame.sampleRateHz();
    dependent = frame.isDependent() || frame.substreamId() != 0;
  }

  /** Length of the syncframe. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** Samples of it. */
  public int samples() {
    return samples;
  }

  /** Samples a second. */
  public int sampleRateHz() {
    return sampleRateHz;
  }

  /** Whether it belongs to the syncframe before it, as a further substream. */
  public boolean isDependent() {
    return dependent;
  }
}
