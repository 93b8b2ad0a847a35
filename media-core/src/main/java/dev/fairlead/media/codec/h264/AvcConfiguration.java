package dev.fairlead.media.codec.h264;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.nal.NalUnits;
import dev.fairlead.media.codec.nal.ParameterSet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * AVCDecoderConfigurationRecord (ISO/IEC 14496-15:2022 §5.3.3.1). Immutable.
 *
 * <p>A well-formed record that is read and written again is byte for byte the same; what stands
 * behind its end is left out. Writers that predate the second edition leave out the chroma fields
 * of high profiles, so {@code chroma} may be null with any profile.
 *
 * @param profileIdc AVCProfileIndication
 * @param profileCompatibility the constraint flags
 * @param levelIdc AVCLevelIndication
 * @param nalLengthBytes lengthSizeMinusOne + 1: 1, 2 or 4
 * @param sps sequence parameter sets, empty when they travel in band
 * @param pps picture parameter sets
 * @param chroma the fields of high profiles, or null
 */
public record AvcConfiguration(
    int profileIdc,
    int profileCompatibility,
    int levelIdc,
    int nalLengthBytes,
    List<ParameterSet> sps,
    List<ParameterSet> pps,
    @Nullable Chroma chroma) {

  /**
   * What high profiles append.
   *
   * @param formatIdc chroma_format, 0 to 3
   * @param bitDepthLuma 8 to 14
   * @param bitDepthChroma 8 to 14
   * @param spsExtensions sequence parameter set extensions, usually none
   */
  public record Chroma(
      int formatIdc, int bitDepthLuma, int bitDepthChroma, List<ParameterSet> spsExtensions) {
    public Chroma {
      spsExtensions = List.copyOf(spsExtensions);
    }
  }

  private static final int VERSION = 1;

  /** numOfSequenceParameterSets has 5 bits. */
  private static final int MAX_SPS = 31;

  public AvcConfiguration {
    sps = List.copyOf(sps);
    pps = List.copyOf(pps);
  }

  /** Reads a record. */
  public static AvcConfiguration parse(byte[] bytes) {
    ByteBuf source = Unpooled.wrappedBuffer(bytes);
    BitReader bits = new BitReader("AVCDecoderConfigurationRecord").wrap(source, 0, bytes.length);
    int version = bits.readBits(8);
    if (version != VERSION) {
      throw bits.malformed("configurationVersion is " + version);
    }
    int profileIdc = bits.readBits(8);
    int profileCompatibility = bits.readBits(8);
    int levelIdc = bits.readBits(8);
    bits.skipBits(6);
    int nalLengthBytes = bits.readBits(2) + 1;
    if (nalLengthBytes == 3) {
      throw bits.malformed("lengthSizeMinusOne is 2");
    }
    bits.skipBits(3);
    List<ParameterSet> sps = parameterSets(bits, source, bits.readBits(5), NalUnitType.SPS);
    List<ParameterSet> pps = parameterSets(bits, source, bits.readBits(8), NalUnitType.PPS);
    return new AvcConfiguration(
        profileIdc,
        profileCompatibility,
        levelIdc,
        nalLengthBytes,
        sps,
        pps,
        hasChromaFields(profileIdc) ? chroma(bits, source) : null);
  }

  /** Makes the record, with four length bytes, from parameter sets found in band. */
  public static AvcConfiguration of(List<ParameterSet> sps, List<ParameterSet> pps) {
    if (sps.isEmpty() || sps.size() > MAX_SPS || pps.size() > 255) {
      throw new MalformedMediaException(
          "AVCDecoderConfigurationRecord: cannot hold %d SPS and %d PPS"
              .formatted(sps.size(), pps.size()));
    }
    Sps first = Sps.parse(sps.getFirst());
    return new AvcConfiguration(
        first.profileIdc(),
        first.constraintFlags(),
        first.levelIdc(),
        NalUnits.BUS_LENGTH_BYTES,
        sps,
        pps,
        hasChromaFields(first.profileIdc())
            ? new Chroma(
                first.chromaFormatIdc(), first.bitDepthLuma(), first.bitDepthChroma(), List.of())
            : null);
  }

  /** The same with another length size. */
  public AvcConfiguration withNalLengthBytes(int lengthBytes) {
    return new AvcConfiguration(
        profileIdc, profileCompatibility, levelIdc, lengthBytes, sps, pps, chroma);
  }

  /** The record's bytes. */
  public byte[] toByteArray() {
    ByteBuf out = Unpooled.buffer(64);
    out.writeByte(VERSION);
    out.writeByte(profileIdc);
    out.writeByte(profileCompatibility);
    out.writeByte(levelIdc);
    out.writeByte(0xFC | (nalLengthBytes - 1));
    out.writeByte(0xE0 | sps.size());
    writeParameterSets(sps, out);
    out.writeByte(pps.size());
    writeParameterSets(pps, out);
    if (chroma != null) {
      out.writeByte(0xFC | chroma.formatIdc);
      out.writeByte(0xF8 | (chroma.bitDepthLuma - 8));
      out.writeByte(0xF8 | (chroma.bitDepthChroma - 8));
      out.writeByte(chroma.spsExtensions.size());
      writeParameterSets(chroma.spsExtensions, out);
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  /** {@code avc1.} with profile, constraints and level in hexadecimal (RFC 6381 §3.3). */
  public static String codecString(int profileIdc, int constraintFlags, int levelIdc) {
    return "avc1.%02X%02X%02X".formatted(profileIdc, constraintFlags, levelIdc);
  }

  private static boolean hasChromaFields(int profileIdc) {
    return switch (profileIdc) {
      case 66, 77, 88 -> false;
      default -> true;
    };
  }

  private static List<ParameterSet> parameterSets(
      BitReader bits, ByteBuf source, int count, int type) {
    List<ParameterSet> sets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int lengthBytes = bits.readBits(16);
      int index = bits.byteIndex();
      bits.skipBytes(lengthBytes);
      if (lengthBytes == 0) {
        continue;
      }
      ParameterSet set = ParameterSet.of(source, index, lengthBytes);
      if (NalUnitType.of(set.headerByte()) != type) {
        throw bits.malformed(
            "NAL unit type " + NalUnitType.of(set.headerByte()) + " in place of " + type);
      }
      sets.add(set);
    }
    return sets;
  }

  /** Null unless the rest begins with these fields: their reserved bits tell them from junk. */
  private static @Nullable Chroma chroma(BitReader bits, ByteBuf source) {
    if (bits.remainingBits() < 32 || bits.readBits(6) != 0x3F) {
      return null;
    }
    int formatIdc = bits.readBits(2);
    if (bits.readBits(5) != 0x1F) {
      return null;
    }
    int bitDepthLuma = 8 + bits.readBits(3);
    if (bits.readBits(5) != 0x1F) {
      return null;
    }
    int bitDepthChroma = 8 + bits.readBits(3);
    List<ParameterSet> extensions =
        parameterSets(bits, source, bits.readBits(8), NalUnitType.SPS_EXTENSION);
    return new Chroma(formatIdc, bitDepthLuma, bitDepthChroma, extensions);
  }

  private static void writeParameterSets(List<ParameterSet> sets, ByteBuf out) {
    for (ParameterSet set : sets) {
      out.writeShort(set.sizeBytes());
      set.writeTo(out);
    }
  }
}
