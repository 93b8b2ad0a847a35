package dev.fairlead.media.codec.ac3;

import dev.fairlead.media.bits.BitReader;
import io.netty.buffer.ByteBuf;

/**
 * The head of an E-AC-3 syncframe (ETSI TS 102 366 V1.4.1 §E.1.2.2). Immutable.
 *
 * @param type strmtyp
 * @param substreamId substreamid
 * @param sizeBytes length of the syncframe
 * @param fscod sampling rate code, 3 for the halved rates
 * @param sampleRateHz what the codes stand for
 * @param samples samples of the syncframe
 * @param acmod channels, without the low-frequency one
 * @param lowFrequency lfeon
 * @param bsid version of the bitstream
 * @param channelLocations chan_loc of a dependent substream, 0 otherwise
 */
record Eac3Syncframe(
    int type,
    int substreamId,
    int sizeBytes,
    int fscod,
    int sampleRateHz,
    int samples,
    int acmod,
    boolean lowFrequency,
    int bsid,
    int channelLocations) {
  private static final int HALVED_RATES = 3;
  private static final int RESERVED_TYPE = 3;
  private static final int DEPENDENT = 1;
  private static final int[] BLOCKS = {1, 2, 3, 6};

  static Eac3Syncframe parse(BitReader bits, ByteBuf source, int index, int availableBytes) {
    Eac3Syncframe head = parseHead(bits, source, index, availableBytes);
    if (head.sizeBytes > availableBytes) {
      throw bits.malformed("frmsiz passes the end of the sample");
    }
    return head.isDependent()
        ? head.withChannelLocations(channelLocations(bits, head.acmod))
        : head;
  }

  /** Reads up to bsid, whether or not the rest is there. */
  static Eac3Syncframe parseHead(BitReader bits, ByteBuf source, int index, int availableBytes) {
    bits.wrap(source, index, availableBytes);
    if (bits.readBits(16) != Ac3Tables.SYNC_WORD) {
      throw bits.malformed("no syncword");
    }
    int type = bits.readBits(2);
    if (type == RESERVED_TYPE) {
      throw bits.malformed("strmtyp is 3");
    }
    int substreamId = bits.readBits(3);
    int sizeBytes = 2 * (bits.readBits(11) + 1);
    int fscod = bits.readBits(2);
    int second = bits.readBits(2); // fscod2 or numblkscod
    boolean halved = fscod == HALVED_RATES;
    int sampleRateHz = Ac3Tables.sampleRateHz(bits, halved ? second : fscod) / (halved ? 2 : 1);
    int samples = Ac3Tables.BLOCK_SAMPLES * (halved ? 6 : BLOCKS[second]);
    int acmod = bits.readBits(3);
    boolean lowFrequency = bits.readFlag();
    int bsid = bits.readBits(5);
    if (bsid <= Ac3Tables.MAX_AC3_BSID) {
      throw bits.malformed("bsid is " + bsid);
    }
    return new Eac3Syncframe(
        type, substreamId, sizeBytes, fscod, sampleRateHz, samples, acmod, lowFrequency, bsid, 0);
  }

  private Eac3Syncframe withChannelLocations(int locations) {
    return new Eac3Syncframe(
        type,
        substreamId,
        sizeBytes,
        fscod,
        sampleRateHz,
        samples,
        acmod,
        lowFrequency,
        bsid,
        locations);
  }

  /** Whether this adds channels to the independent substream before it. */
  boolean isDependent() {
    return type == DEPENDENT;
  }

  /** Behind one dialnorm and compression for each of the programs of dual mono, the map. */
  private static int channelLocations(BitReader bits, int acmod) {
    for (int program = 0; program < (acmod == 0 ? 2 : 1); program++) {
      bits.skipBits(5); // dialnorm
      bits.skipBits(bits.readFlag() ? 8 : 0); // compr
    }
    if (!bits.readFlag()) { // chanmape
      return 0;
    }
    int map = bits.readBits(16);
    // Both count from the highest bit: locations 5 to 12 of the map are the first eight here, and
    // 14, the second low-frequency channel, is the ninth.
    return (map >> 3 & 0xFF) << 1 | (map >> 1 & 1);
  }
}
