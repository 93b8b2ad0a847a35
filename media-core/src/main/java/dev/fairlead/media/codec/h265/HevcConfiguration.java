package dev.fairlead.media.codec.h265;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.bits.BitWriter;
import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.nal.NalUnits;
import dev.fairlead.media.codec.nal.ParameterSet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * HEVCDecoderConfigurationRecord (ISO/IEC 14496-15:2022 §8.3.3.1). Immutable.
 *
 * <p>A well-formed record that is read and written again is byte for byte the same; what stands
 * behind its end is left out.
 *
 * @param general profile, tier and level
 * @param minSpatialSegmentationIdc 12 bits
 * @param parallelismType 2 bits
 * @param chromaFormatIdc 0 to 3
 * @param bitDepthLuma 8 to 15
 * @param bitDepthChroma 8 to 15
 * @param avgFrameRate pictures in 256 seconds, 0 when unspecified
 * @param constantFrameRate 2 bits
 * @param numTemporalLayers 0 when unknown
 * @param temporalIdNested whether every sub-layer change is allowed everywhere
 * @param nalLengthBytes lengthSizeMinusOne + 1: 1, 2 or 4
 * @param arrays parameter sets and SEI, by NAL unit type, in the order of the record
 */
public record HevcConfiguration(
    ProfileTierLevel general,
    int minSpatialSegmentationIdc,
    int parallelismType,
    int chromaFormatIdc,
    int bitDepthLuma,
    int bitDepthChroma,
    int avgFrameRate,
    int constantFrameRate,
    int numTemporalLayers,
    boolean temporalIdNested,
    int nalLengthBytes,
    List<NalUnitArray> arrays) {

  /**
   * NAL units of one type.
   *
   * @param complete array_completeness: none of this type travels in band
   * @param type NAL unit type
   * @param nalUnits in decoding order
   */
  public record NalUnitArray(boolean complete, int type, List<ParameterSet> nalUnits) {
    public NalUnitArray {
      nalUnits = List.copyOf(nalUnits);
    }
  }

  private static final int VERSION = 1;

  /** numOfArrays allows 255; only five types may occur, and writers use one array each. */
  private static final int MAX_ARRAYS = 16;

  /** numNalus allows 65,535; parameter set ids allow 16 VPS, 16 SPS and 64 PPS. */
  private static final int MAX_NAL_UNITS = 64;

  public HevcConfiguration {
    arrays = List.copyOf(arrays);
  }

  /** Reads a record. */
  public static HevcConfiguration parse(byte[] bytes) {
    ByteBuf source = Unpooled.wrappedBuffer(bytes);
    BitReader bits = new BitReader("HEVCDecoderConfigurationRecord").wrap(source, 0, bytes.length);
    int version = bits.readBits(8);
    if (version != VERSION) {
      throw bits.malformed("configurationVersion is " + version);
    }
    ProfileTierLevel general = ProfileTierLevel.parse(bits);
    bits.skipBits(4);
    int minSpatialSegmentationIdc = bits.readBits(12);
    bits.skipBits(6);
    int parallelismType = bits.readBits(2);
    bits.skipBits(6);
    int chromaFormatIdc = bits.readBits(2);
    bits.skipBits(5);
    int bitDepthLuma = 8 + bits.readBits(3);
    bits.skipBits(5);
    int bitDepthChroma = 8 + bits.readBits(3);
    int avgFrameRate = bits.readBits(16);
    int constantFrameRate = bits.readBits(2);
    int numTemporalLayers = bits.readBits(3);
    boolean temporalIdNested = bits.readFlag();
    int nalLengthBytes = bits.readBits(2) + 1;
    if (nalLengthBytes == 3) {
      throw bits.malformed("lengthSizeMinusOne is 2");
    }
    int count = bits.readBits(8);
    if (count > MAX_ARRAYS) {
      throw bits.malformed("numOfArrays is " + count);
    }
    List<NalUnitArray> arrays = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      arrays.add(array(bits, source));
    }
    return new HevcConfiguration(
        general,
        minSpatialSegmentationIdc,
        parallelismType,
        chromaFormatIdc,
        bitDepthLuma,
        bitDepthChroma,
        avgFrameRate,
        constantFrameRate,
        numTemporalLayers,
        temporalIdNested,
        nalLengthBytes,
        arrays);
  }

  private static NalUnitArray array(BitReader bits, ByteBuf source) {
    boolean complete = bits.readFlag();
    bits.skipBits(1);
    int type = bits.readBits(6);
    int count = bits.readBits(16);
    if (count > MAX_NAL_UNITS) {
      throw bits.malformed("numNalus is " + count);
    }
    List<ParameterSet> nalUnits = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int lengthBytes = bits.readBits(16);
      int index = bits.byteIndex();
      bits.skipBytes(lengthBytes);
      if (lengthBytes > 0) {
        ParameterSet set = ParameterSet.of(source, index, lengthBytes);
        if (NalUnitType.of(set.headerByte()) != type) {
          throw bits.malformed(
              "NAL unit type " + NalUnitType.of(set.headerByte()) + " in place of " + type);
        }
        nalUnits.add(set);
      }
    }
    return new NalUnitArray(complete, type, nalUnits);
  }

  /** Makes the record, with four length bytes, from parameter sets found in band. */
  public static HevcConfiguration of(
      List<ParameterSet> vps, List<ParameterSet> sps, List<ParameterSet> pps) {
    if (sps.isEmpty()
        || vps.size() > MAX_NAL_UNITS
        || sps.size() > MAX_NAL_UNITS
        || pps.size() > MAX_NAL_UNITS) {
      throw new MalformedMediaException(
          "HEVCDecoderConfigurationRecord: cannot hold %d VPS, %d SPS and %d PPS"
              .formatted(vps.size(), sps.size(), pps.size()));
    }
    Sps first = Sps.parse(sps.getFirst());
    return new HevcConfiguration(
        first.general(),
        0,
        0,
        first.chromaFormatIdc(),
        first.bitDepthLuma(),
        first.bitDepthChroma(),
        0,
        0,
        first.maxSubLayers(),
        first.temporalIdNesting(),
        NalUnits.BUS_LENGTH_BYTES,
        List.of(
            new NalUnitArray(true, NalUnitType.VPS, vps),
            new NalUnitArray(true, NalUnitType.SPS, sps),
            new NalUnitArray(true, NalUnitType.PPS, pps)));
  }

  /** The same with another length size. */
  public HevcConfiguration withNalLengthBytes(int lengthBytes) {
    return new HevcConfiguration(
        general,
        minSpatialSegmentationIdc,
        parallelismType,
        chromaFormatIdc,
        bitDepthLuma,
        bitDepthChroma,
        avgFrameRate,
        constantFrameRate,
        numTemporalLayers,
        temporalIdNested,
        lengthBytes,
        arrays);
  }

  /** All NAL units of one type, empty when they travel in band. */
  public List<ParameterSet> nalUnits(int type) {
    return arrays.stream()
        .filter(array -> array.type == type)
        .flatMap(array -> array.nalUnits.stream())
        .toList();
  }

  /** The record's bytes. */
  public byte[] toByteArray() {
    ByteBuf out = Unpooled.buffer(128);
    BitWriter bits = new BitWriter().wrap(out).writeBits(VERSION, 8);
    general.write(bits);
    bits.writeBits(0xF, 4)
        .writeBits(minSpatialSegmentationIdc, 12)
        .writeBits(0x3F, 6)
        .writeBits(parallelismType, 2)
        .writeBits(0x3F, 6)
        .writeBits(chromaFormatIdc, 2)
        .writeBits(0x1F, 5)
        .writeBits(bitDepthLuma - 8, 3)
        .writeBits(0x1F, 5)
        .writeBits(bitDepthChroma - 8, 3)
        .writeBits(avgFrameRate, 16)
        .writeBits(constantFrameRate, 2)
        .writeBits(numTemporalLayers, 3)
        .writeFlag(temporalIdNested)
        .writeBits(nalLengthBytes - 1, 2)
        .writeBits(arrays.size(), 8);
    for (NalUnitArray array : arrays) {
      out.writeByte((array.complete ? 0x80 : 0) | array.type);
      out.writeShort(array.nalUnits.size());
      for (ParameterSet nalUnit : array.nalUnits) {
        out.writeShort(nalUnit.sizeBytes());
        nalUnit.writeTo(out);
      }
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }
}
