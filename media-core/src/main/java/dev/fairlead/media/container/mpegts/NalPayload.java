package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.codec.h264.AvcConfiguration;
import dev.fairlead.media.codec.h265.HevcConfiguration;
import dev.fairlead.media.codec.nal.NalUnits;
import dev.fairlead.media.codec.nal.ParameterSet;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.Stream;

/**
 * H.264 and H.265 access units with start codes (Annex B of either).
 *
 * <p>Each begins with an access unit delimiter, which transport streams require (ISO/IEC
 * 13818-1:2022 §2.14.1); one that is there already is kept. Random access points carry the
 * configuration's parameter sets behind it unless the access unit brings its own. Every other NAL
 * unit, SEI with captions included, passes as it is.
 */
final class NalPayload implements PesPayload {
  private static final int START_CODE_BYTES = 4;

  private final NalUnits nalUnits = new NalUnits();
  private final boolean h265;
  private final int delimiterType;
  private final int spsType;

  /** A delimiter that allows any kind of slice, with its start code. */
  private final ByteBuf delimiter;

  /** With their start codes; may be empty. */
  private final ByteBuf parameterSets;

  // Per sample (reset by prepare)
  private boolean bringsDelimiter;
  private boolean addsParameterSets;

  private NalPayload(
      boolean h265, int delimiterType, int spsType, byte[] delimiter, List<ParameterSet> sets) {
    this.h265 = h265;
    this.delimiterType = delimiterType;
    this.spsType = spsType;
    this.delimiter = Unpooled.wrappedBuffer(delimiter);
    ByteBuf joined = Unpooled.buffer();
    for (ParameterSet set : sets) {
      NalUnits.writeAnnexB(set, joined);
    }
    byte[] bytes = new byte[joined.readableBytes()];
    joined.readBytes(bytes);
    parameterSets = Unpooled.wrappedBuffer(bytes);
  }

  static NalPayload h264(AvcConfiguration configuration) {
    List<ParameterSet> extensions =
        configuration.chroma() == null ? List.of() : configuration.chroma().spsExtensions();
    return new NalPayload(
        false,
        dev.fairlead.media.codec.h264.NalUnitType.ACCESS_UNIT_DELIMITER,
        dev.fairlead.media.codec.h264.NalUnitType.SPS,
        new byte[] {0, 0, 0, 1, 0x09, (byte) 0xF0},
        join(configuration.sps(), extensions, configuration.pps()));
  }

  static NalPayload h265(HevcConfiguration configuration) {
    return new NalPayload(
        true,
        dev.fairlead.media.codec.h265.NalUnitType.ACCESS_UNIT_DELIMITER,
        dev.fairlead.media.codec.h265.NalUnitType.SPS,
        new byte[] {0, 0, 0, 1, 0x46, 0x01, 0x50},
        join(
            configuration.nalUnits(dev.fairlead.media.codec.h265.NalUnitType.VPS),
            configuration.nalUnits(dev.fairlead.media.codec.h265.NalUnitType.SPS),
            configuration.nalUnits(dev.fairlead.media.codec.h265.NalUnitType.PPS)));
  }

  private static List<ParameterSet> join(
      List<ParameterSet> first, List<ParameterSet> second, List<ParameterSet> third) {
    return Stream.of(first, second, third).flatMap(List::stream).toList();
  }

  @Override
  public int prepare(Sample sample) {
    nalUnits.wrap(sample.payload());
    int bytes = 0;
    bringsDelimiter = false;
    boolean bringsParameterSets = false;
    while (nalUnits.next()) {
      int type = type(nalUnits.headerByte());
      bringsDelimiter |= bytes == 0 && type == delimiterType;
      bringsParameterSets |= type == spsType;
      bytes += START_CODE_BYTES + nalUnits.lengthBytes();
    }
    if (bytes == 0) {
      return 0;
    }
    addsParameterSets = sample.isRandomAccess() && !bringsParameterSets;
    return bytes
        + (bringsDelimiter ? 0 : delimiter.readableBytes())
        + (addsParameterSets ? parameterSets.readableBytes() : 0);
  }

  @Override
  public void write(Sample sample, PacketWriter out) {
    nalUnits.wrap(sample.payload());
    if (bringsDelimiter) {
      nalUnits.next();
      writeNalUnit(out);
    } else {
      out.append(delimiter, 0, delimiter.readableBytes());
    }
    if (addsParameterSets) {
      out.append(parameterSets, 0, parameterSets.readableBytes());
    }
    while (nalUnits.next()) {
      writeNalUnit(out);
    }
  }

  private void writeNalUnit(PacketWriter out) {
    out.appendStartCode();
    out.append(nalUnits.payload(), nalUnits.index(), nalUnits.lengthBytes());
  }

  private int type(int headerByte) {
    return h265
        ? dev.fairlead.media.codec.h265.NalUnitType.of(headerByte)
        : dev.fairlead.media.codec.h264.NalUnitType.of(headerByte);
  }
}
