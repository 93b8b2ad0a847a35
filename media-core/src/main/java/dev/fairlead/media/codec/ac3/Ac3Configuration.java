package dev.fairlead.media.codec.ac3;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.bits.BitWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * AC3SpecificBox payload (ETSI TS 102 366 V1.4.1 §F.4). Immutable.
 *
 * @param fscod sampling rate code
 * @param bsid version of the bitstream
 * @param bsmod type of service
 * @param acmod channels, without the low-frequency one
 * @param lowFrequency lfeon
 * @param bitRateCode nominal bit rate
 * @param sampleRateHz what fscod stands for
 */
public record Ac3Configuration(
    int fscod,
    int bsid,
    int bsmod,
    int acmod,
    boolean lowFrequency,
    int bitRateCode,
    int sampleRateHz) {
  /** Samples of a syncframe. */
  public static final int FRAME_SAMPLES = Ac3Tables.FRAME_SAMPLES;

  private static final int RECORD_BYTES = 3;

  /** Reads the record; what stands behind it is ignored. */
  public static Ac3Configuration parse(byte[] bytes) {
    BitReader bits = new BitReader("AC3SpecificBox").wrap(bytes);
    int fscod = bits.readBits(2);
    Ac3Configuration record =
        new Ac3Configuration(
            fscod,
            bits.readBits(5),
            bits.readBits(3),
            bits.readBits(3),
            bits.readFlag(),
            bits.readBits(5),
            Ac3Tables.sampleRateHz(bits, fscod));
    bits.skipBits(5);
    Ac3Tables.bitRateKbps(bits, record.bitRateCode);
    return record;
  }

  /** Makes the record from a syncframe. */
  public static Ac3Configuration of(ByteBuf syncframe) {
    BitReader bits =
        new BitReader("AC-3 syncframe")
            .wrap(syncframe, syncframe.readerIndex(), syncframe.readableBytes());
    if (bits.readBits(16) != Ac3Tables.SYNC_WORD) {
      throw bits.malformed("no syncword");
    }
    bits.skipBits(16); // crc1
    int fscod = bits.readBits(2);
    int bitRateCode = bits.readBits(6) >> 1;
    int bsid = bits.readBits(5);
    if (bsid > Ac3Tables.MAX_AC3_BSID) {
      throw bits.malformed("bsid is " + bsid);
    }
    int bsmod = bits.readBits(3);
    int acmod = bits.readBits(3);
    boolean threeFront = (acmod & 1) != 0 && acmod != 1;
    bits.skipBits(threeFront ? 2 : 0); // cmixlev
    bits.skipBits((acmod & 4) != 0 ? 2 : 0); // surmixlev
    bits.skipBits(acmod == 2 ? 2 : 0); // dsurmod
    Ac3Tables.bitRateKbps(bits, bitRateCode);
    return new Ac3Configuration(
        fscod,
        bsid,
        bsmod,
        acmod,
        bits.readFlag(),
        bitRateCode,
        Ac3Tables.sampleRateHz(bits, fscod));
  }

  /** Channels after decoding. */
  public int channels() {
    return Ac3Tables.channels(acmod, lowFrequency);
  }

  /** The record's bytes. */
  public byte[] toByteArray() {
    byte[] bytes = new byte[RECORD_BYTES];
    new BitWriter()
        .wrap(Unpooled.wrappedBuffer(bytes).writerIndex(0))
        .writeBits(fscod, 2)
        .writeBits(bsid, 5)
        .writeBits(bsmod, 3)
        .writeBits(acmod, 3)
        .writeFlag(lowFrequency)
        .writeBits(bitRateCode, 5)
        .writeBits(0, 5);
    return bytes;
  }
}
