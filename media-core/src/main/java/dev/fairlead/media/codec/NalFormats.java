package dev.fairlead.media.codec;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.h264.AvcConfiguration;
import dev.fairlead.media.codec.h265.HevcConfiguration;
import dev.fairlead.media.codec.nal.NalUnits;
import dev.fairlead.media.codec.nal.ParameterSet;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Formats of the two codecs that are made of NAL units. Stateless; any thread. */
final class NalFormats {
  /** Parameter sets of one type in one access unit: as many as a record holds of the rarest. */
  private static final int MAX_SETS = 31;

  private NalFormats() {}

  static VideoFormat h264(int timescaleHz, AvcConfiguration record) {
    CodecConfiguration configuration = CodecConfiguration.of(record.toByteArray());
    if (record.sps().isEmpty()) {
      return new VideoFormat(
          Codec.H264,
          timescaleHz,
          configuration,
          AvcConfiguration.codecString(
              record.profileIdc(), record.profileCompatibility(), record.levelIdc()),
          0,
          0,
          1,
          1,
          FrameRate.UNKNOWN);
    }
    // The parameter set is what decoders go by, so its profile counts where the record differs.
    var sps = dev.fairlead.media.codec.h264.Sps.parse(record.sps().getFirst());
    var vui = sps.vui();
    return new VideoFormat(
        Codec.H264,
        timescaleHz,
        configuration,
        AvcConfiguration.codecString(sps.profileIdc(), sps.constraintFlags(), sps.levelIdc()),
        sps.widthPixels(),
        sps.heightPixels(),
        vui == null ? 1 : vui.sarWidth(),
        vui == null ? 1 : vui.sarHeight(),
        vui == null ? FrameRate.UNKNOWN : vui.frameRate());
  }

  static VideoFormat h265(int timescaleHz, HevcConfiguration record) {
    CodecConfiguration configuration = CodecConfiguration.of(record.toByteArray());
    List<ParameterSet> spsUnits = record.nalUnits(dev.fairlead.media.codec.h265.NalUnitType.SPS);
    if (spsUnits.isEmpty()) {
      return new VideoFormat(
          Codec.H265,
          timescaleHz,
          configuration,
          record.general().codecString(),
          0,
          0,
          1,
          1,
          FrameRate.UNKNOWN);
    }
    var sps = dev.fairlead.media.codec.h265.Sps.parse(spsUnits.getFirst());
    var vui = sps.vui();
    FrameRate frameRate = vui == null ? FrameRate.UNKNOWN : vui.frameRate();
    List<ParameterSet> vpsUnits = record.nalUnits(dev.fairlead.media.codec.h265.NalUnitType.VPS);
    if (!frameRate.isKnown() && !vpsUnits.isEmpty()) {
      frameRate = dev.fairlead.media.codec.h265.Vps.parse(vpsUnits.getFirst()).frameRate();
    }
    return new VideoFormat(
        Codec.H265,
        timescaleHz,
        configuration,
        sps.general().codecString(),
        sps.widthPixels(),
        sps.heightPixels(),
        vui == null ? 1 : vui.sarWidth(),
        vui == null ? 1 : vui.sarHeight(),
        frameRate);
  }

  static AvcConfiguration inBandAvc(ByteBuf accessUnit) {
    List<ParameterSet> sps = new ArrayList<>();
    List<ParameterSet> pps = new ArrayList<>();
    NalUnits nalUnits = new NalUnits().wrap(accessUnit);
    while (nalUnits.next()) {
      switch (dev.fairlead.media.codec.h264.NalUnitType.of(nalUnits.headerByte())) {
        case dev.fairlead.media.codec.h264.NalUnitType.SPS -> add(nalUnits, sps);
        case dev.fairlead.media.codec.h264.NalUnitType.PPS -> add(nalUnits, pps);
        default -> {
          // Only parameter sets are wanted.
        }
      }
    }
    return AvcConfiguration.of(sps, pps);
  }

  static HevcConfiguration inBandHevc(ByteBuf accessUnit) {
    List<ParameterSet> vps = new ArrayList<>();
    List<ParameterSet> sps = new ArrayList<>();
    List<ParameterSet> pps = new ArrayList<>();
    NalUnits nalUnits = new NalUnits().wrap(accessUnit);
    while (nalUnits.next()) {
      switch (dev.fairlead.media.codec.h265.NalUnitType.of(nalUnits.headerByte())) {
        case dev.fairlead.media.codec.h265.NalUnitType.VPS -> add(nalUnits, vps);
        case dev.fairlead.media.codec.h265.NalUnitType.SPS -> add(nalUnits, sps);
        case dev.fairlead.media.codec.h265.NalUnitType.PPS -> add(nalUnits, pps);
        default -> {
          // Only parameter sets are wanted.
        }
      }
    }
    return HevcConfiguration.of(vps, sps, pps);
  }

  private static void add(NalUnits nalUnits, List<ParameterSet> sets) {
    ParameterSet set =
        ParameterSet.of(nalUnits.payload(), nalUnits.index(), nalUnits.lengthBytes());
    if (sets.contains(set)) {
      return;
    }
    if (sets.size() == MAX_SETS) {
      throw new MalformedMediaException("access unit: more than 31 parameter sets of one type");
    }
    sets.add(set);
  }
}
