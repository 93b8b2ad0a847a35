package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.codec.h265.HevcConfiguration;
import dev.fairlead.media.codec.h265.NalUnitType;
import dev.fairlead.media.codec.nal.NalUnits;
import dev.fairlead.media.codec.nal.ParameterSet;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * H.265 in one flow without decoding order numbers (RFC 7798 §4.4). Confined to one thread.
 *
 * <p>Parameter sets go in front of every picture at which decoding can start, from the sample where
 * it has them, else from the track's configuration. Delimiters and filler are left out.
 */
final class H265Packetizer implements Packetizer {
  private static final int[] PARAMETER_SETS = {NalUnitType.VPS, NalUnitType.SPS, NalUnitType.PPS};

  private final int maxPayloadBytes;
  private final BurstBuilder burst;
  private final Ap aggregator;
  private final NalUnits nalUnits = new NalUnits();

  private @Nullable Track track;
  private @Nullable HevcConfiguration configuration;

  H265Packetizer(IntFunction<ByteBuf> allocator, int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
    burst = new BurstBuilder(allocator, Timescale.MPEG_HZ);
    aggregator = new Ap(burst, maxPayloadBytes);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // A version of a track is one object.
  public @Nullable PayloadBurst packetize(Sample sample) {
    HevcConfiguration record = configuration;
    if (track != sample.track() || record == null) {
      track = sample.track();
      record = HevcConfiguration.parse(sample.track().format().configuration().toByteArray());
      configuration = record;
    }
    ByteBuf out = burst.begin(sample.payloadBytes() + sample.payloadBytes() / 100 + 1_024);
    try {
      if (sample.isRandomAccess() && !hasParameterSets(sample.payload())) {
        for (int type : PARAMETER_SETS) {
          aggregate(record.nalUnits(type), out);
        }
      }
      nalUnits.wrap(sample.payload());
      while (nalUnits.next()) {
        if (isWanted(NalUnitType.of(nalUnits.headerByte())) && nalUnits.lengthBytes() > 2) {
          nalUnit(out);
        }
      }
      aggregator.flush();
    } catch (RuntimeException e) {
      aggregator.reset();
      burst.abandon();
      throw e;
    }
    return burst.finish(sample);
  }

  private boolean hasParameterSets(ByteBuf payload) {
    nalUnits.wrap(payload);
    while (nalUnits.next()) {
      int type = NalUnitType.of(nalUnits.headerByte());
      if (type == NalUnitType.SPS) {
        return true;
      }
      if (type <= NalUnitType.LAST_VCL) {
        return false;
      }
    }
    return false;
  }

  private static boolean isWanted(int type) {
    return switch (type) {
      case NalUnitType.ACCESS_UNIT_DELIMITER,
          NalUnitType.END_OF_SEQUENCE,
          NalUnitType.END_OF_BITSTREAM,
          NalUnitType.FILLER_DATA ->
          false;
      default -> type < H265Payload.FIRST_AGGREGATE;
    };
  }

  private void aggregate(List<ParameterSet> sets, ByteBuf out) {
    for (int i = 0; i < sets.size(); i++) {
      ParameterSet set = sets.get(i);
      // The second byte of a parameter set's header is always the same: layer 0, lowest sub-layer.
      aggregator.make(set.sizeBytes(), set.headerByte() << 8 | 1, out);
      set.writeTo(out);
    }
  }

  private void nalUnit(ByteBuf out) {
    int lengthBytes = nalUnits.lengthBytes();
    ByteBuf payload = nalUnits.payload();
    if (lengthBytes <= maxPayloadBytes) {
      aggregator.make(lengthBytes, payload.getUnsignedShort(nalUnits.index()), out);
      out.writeBytes(payload, nalUnits.index(), lengthBytes);
    } else {
      aggregator.flush();
      fragment(out);
    }
  }

  private void fragment(ByteBuf out) {
    int first = nalUnits.headerByte();
    int second = nalUnits.payload().getByte(nalUnits.index() + 1);
    int restBytes = nalUnits.lengthBytes() - H265Payload.HEADER_BYTES;
    int index = nalUnits.index() + H265Payload.HEADER_BYTES;
    int partBytes =
        BurstBuilder.equalPartBytes(restBytes, maxPayloadBytes - H265Payload.FU_HEAD_BYTES);
    int position = NalDepacketizer.FRAGMENT_START;
    while (restBytes > 0) {
      int bytes = Math.min(partBytes, restBytes);
      restBytes -= bytes;
      if (restBytes == 0) {
        position = NalDepacketizer.FRAGMENT_END;
      }
      out.writeByte((first & H265Payload.FIRST_WITHOUT_TYPE) | H265Payload.FU << 1);
      out.writeByte(second);
      out.writeByte(position | NalUnitType.of(first));
      out.writeBytes(nalUnits.payload(), index, bytes);
      burst.endPacket();
      index += bytes;
      position = 0;
    }
  }

  /** Layer and sub-layer of an aggregate are the lowest of all in it (RFC 7798 §4.4.2). */
  private static final class Ap extends NalAggregator {
    private static final int FORBIDDEN_ZERO = 0x8000;
    private static final int LAYER = 0x01F8;
    private static final int SUB_LAYER = 0x0007;

    Ap(BurstBuilder burst, int maxPayloadBytes) {
      super(burst, maxPayloadBytes, H265Payload.HEADER_BYTES);
    }

    @Override
    int head(int nalHeader) {
      return (nalHeader & (FORBIDDEN_ZERO | LAYER | SUB_LAYER)) | H265Payload.AP << 9;
    }

    @Override
    int joined(int head, int nalHeader) {
      return ((head | nalHeader) & FORBIDDEN_ZERO)
          | H265Payload.AP << 9
          | Math.min(head & LAYER, nalHeader & LAYER)
          | Math.min(head & SUB_LAYER, nalHeader & SUB_LAYER);
    }
  }
}
