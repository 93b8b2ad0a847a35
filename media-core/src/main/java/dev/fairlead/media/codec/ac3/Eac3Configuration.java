package dev.fairlead.media.codec.ac3;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.bits.BitWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * EC3SpecificBox payload (ETSI TS 102 366 V1.4.1 §F.6), without the extension for object audio,
 * which stays in the configuration's bytes. Immutable.
 *
 * @param dataRateKbps 13 bits
 * @param substreams independent substreams, at least one; the first is the main program
 * @param frameSamples samples of a syncframe, 0 when the record was read rather than made, since it
 *     does not tell
 */
public record Eac3Configuration(
    int dataRateKbps, List<IndependentSubstream> substreams, int frameSamples) {

  /**
   * One program.
   *
   * @param fscod sampling rate code, 3 for the halved rates
   * @param bsid version of the bitstream
   * @param bsmod type of service
   * @param acmod channels, without the low-frequency one
   * @param lowFrequency lfeon
   * @param dependents dependent substreams
   * @param channelLocations chan_loc: what those add, nine bits
   */
  public record IndependentSubstream(
      int fscod,
      int bsid,
      int bsmod,
      int acmod,
      boolean lowFrequency,
      int dependents,
      int channelLocations) {

    /** Channels after decoding with all dependent substreams. */
    public int channels() {
      // From the highest bit: Lc/Rc, Lrs/Rrs, Cs, Ts, Lsd/Rsd, Lw/Rw, Lvh/Rvh, Cvh, LFE2.
      int pairs = Integer.bitCount(channelLocations & 0b1_1001_1100);
      return Ac3Tables.channels(acmod, lowFrequency) + Integer.bitCount(channelLocations) + pairs;
    }
  }

  /** num_ind_sub has three bits. */
  private static final int MAX_SUBSTREAMS = 8;

  /** num_dep_sub has four bits. */
  private static final int MAX_DEPENDENTS = 15;

  private static final int HALVED_RATES = 3;
  private static final int DEPENDENT = 1;

  /** A halved rate stands behind fscod 3, which the record cannot tell apart further. */
  private static final int HALVED_SAMPLE_RATE_HZ = 24_000;

  public Eac3Configuration {
    substreams = List.copyOf(substreams);
  }

  /** Reads the record; what stands behind it is ignored. */
  public static Eac3Configuration parse(byte[] bytes) {
    BitReader bits = new BitReader("EC3SpecificBox").wrap(bytes);
    int dataRateKbps = bits.readBits(13);
    int count = bits.readBits(3) + 1;
    List<IndependentSubstream> substreams = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int fscod = bits.readBits(2);
      int bsid = bits.readBits(5);
      bits.skipBits(2); // reserved, asvc
      int bsmod = bits.readBits(3);
      int acmod = bits.readBits(3);
      boolean lowFrequency = bits.readFlag();
      bits.skipBits(3);
      int dependents = bits.readBits(4);
      int locations = 0;
      if (dependents > 0) {
        locations = bits.readBits(9);
      } else {
        bits.skipBits(1);
      }
      substreams.add(
          new IndependentSubstream(fscod, bsid, bsmod, acmod, lowFrequency, dependents, locations));
    }
    return new Eac3Configuration(dataRateKbps, substreams, 0);
  }

  /** Makes the record from the syncframes of one sample: every substream of one time. */
  public static Eac3Configuration of(ByteBuf syncframes) {
    List<IndependentSubstream> substreams = new ArrayList<>(1);
    BitReader bits = new BitReader("E-AC-3 syncframe");
    int index = syncframes.readerIndex();
    int endIndex = syncframes.writerIndex();
    int totalBytes = 0;
    int samples = 0;
    int sampleRateHz = 0;
    boolean repeated = false;
    while (index < endIndex) {
      Eac3Syncframe frame = Eac3Syncframe.parse(bits, syncframes, index, endIndex - index);
      totalBytes += frame.sizeBytes();
      index += frame.sizeBytes();
      if (frame.type() != DEPENDENT && frame.substreamId() == 0) {
        samples += frame.samples();
        sampleRateHz = frame.sampleRateHz();
        // Frames of fewer than six blocks come several in a sample; all say the same.
        repeated = !substreams.isEmpty();
      }
      if (!repeated) {
        add(bits, frame, substreams);
      }
    }
    if (samples == 0) {
      throw bits.malformed("no independent substream 0");
    }
    long bitRateBps = 8L * totalBytes * sampleRateHz / samples;
    return new Eac3Configuration(
        (int) Math.min((bitRateBps + 500) / 1_000, (1 << 13) - 1), substreams, samples);
  }

  private static void add(
      BitReader bits, Eac3Syncframe frame, List<IndependentSubstream> substreams) {
    if (frame.type() != DEPENDENT) {
      if (substreams.size() == MAX_SUBSTREAMS) {
        throw bits.malformed("more than 8 independent substreams");
      }
      substreams.add(
          new IndependentSubstream(
              frame.fscod(), frame.bsid(), 0, frame.acmod(), frame.lowFrequency(), 0, 0));
      return;
    }
    if (substreams.isEmpty()) {
      throw bits.malformed("a dependent substream comes first");
    }
    IndependentSubstream owner = substreams.removeLast();
    if (owner.dependents == MAX_DEPENDENTS) {
      throw bits.malformed("more than 15 dependent substreams");
    }
    substreams.add(
        new IndependentSubstream(
            owner.fscod,
            owner.bsid,
            owner.bsmod,
            owner.acmod,
            owner.lowFrequency,
            owner.dependents + 1,
            owner.channelLocations | frame.channelLocations()));
  }

  /** Rate of the main program. */
  public int sampleRateHz() {
    int fscod = substreams.getFirst().fscod;
    return fscod == HALVED_RATES
        ? HALVED_SAMPLE_RATE_HZ
        : Ac3Tables.sampleRateHz(new BitReader("EC3SpecificBox"), fscod);
  }

  /** Channels of the main program. */
  public int channels() {
    return substreams.getFirst().channels();
  }

  /** The record's bytes. */
  public byte[] toByteArray() {
    ByteBuf out = Unpooled.buffer(16);
    BitWriter bits =
        new BitWriter().wrap(out).writeBits(dataRateKbps, 13).writeBits(substreams.size() - 1, 3);
    for (IndependentSubstream substream : substreams) {
      bits.writeBits(substream.fscod, 2)
          .writeBits(substream.bsid, 5)
          .writeBits(0, 2)
          .writeBits(substream.bsmod, 3)
          .writeBits(substream.acmod, 3)
          .writeFlag(substream.lowFrequency)
          .writeBits(0, 3)
          .writeBits(substream.dependents, 4);
      if (substream.dependents > 0) {
        bits.writeBits(substream.channelLocations, 9);
      } else {
        bits.writeBits(0, 1);
      }
    }
    bits.alignToByte();
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }
}
