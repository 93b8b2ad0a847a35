package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.codec.h264.AvcConfiguration;
import dev.fairlead.media.codec.h264.NalUnitType;
import dev.fairlead.media.codec.nal.NalUnits;
import dev.fairlead.media.codec.nal.ParameterSet;
import dev.fairlead.media.codec.nal.SeiMessages;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * H.264 in the non-interleaved mode (RFC 6184 §6.3). Confined to one thread.
 *
 * <p>Parameter sets go in front of every picture at which decoding can start, from the sample where
 * it has them, else from the track's configuration: a viewer may join at any of them. Delimiters,
 * filler and timing messages are left out, since receivers of RTP have no use for them and each
 * would cost a packet of its own.
 */
final class H264Packetizer implements Packetizer {
  private static final int BUFFERING_PERIOD = 0;
  private static final int PICTURE_TIMING = 1;
  private static final int FILLER_PAYLOAD = 3;

  private final int maxPayloadBytes;
  private final BurstBuilder burst;
  private final NalAggregator aggregator;
  private final NalUnits nalUnits = new NalUnits();
  private final SeiMessages messages = new SeiMessages(1);

  private @Nullable Track track;
  private List<ParameterSet> sps = List.of();
  private List<ParameterSet> pps = List.of();

  H264Packetizer(IntFunction<ByteBuf> allocator, int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
    burst = new BurstBuilder(allocator, Timescale.MPEG_HZ);
    aggregator = new StapA(burst, maxPayloadBytes);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // A version of a track is one object.
  public @Nullable PayloadBurst packetize(Sample sample) {
    if (track != sample.track()) {
      track = sample.track();
      AvcConfiguration record =
          AvcConfiguration.parse(sample.track().format().configuration().toByteArray());
      sps = record.sps();
      pps = record.pps();
    }
    // Fragments and aggregates add about one byte in four hundred; parameter sets are small.
    ByteBuf out = burst.begin(sample.payloadBytes() + sample.payloadBytes() / 100 + 1_024);
    try {
      if (sample.isRandomAccess() && !hasParameterSets(sample.payload())) {
        aggregate(sps, out);
        aggregate(pps, out);
      }
      nalUnits.wrap(sample.payload());
      while (nalUnits.next()) {
        if (isWanted(NalUnitType.of(nalUnits.headerByte()))) {
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
      if (type <= NalUnitType.IDR_SLICE) {
        return false;
      }
    }
    return false;
  }

  private boolean isWanted(int type) {
    return switch (type) {
      case NalUnitType.ACCESS_UNIT_DELIMITER,
          NalUnitType.END_OF_SEQUENCE,
          NalUnitType.END_OF_STREAM,
          NalUnitType.FILLER_DATA ->
          false;
      case NalUnitType.SEI -> isWantedSei();
      default -> type > 0 && type < H264Payload.FIRST_AGGREGATE;
    };
  }

  private boolean isWantedSei() {
    messages.wrap(nalUnits);
    while (messages.next()) {
      int type = messages.payloadType();
      if (type != BUFFERING_PERIOD && type != PICTURE_TIMING && type != FILLER_PAYLOAD) {
        return true;
      }
    }
    return false;
  }

  private void aggregate(List<ParameterSet> sets, ByteBuf out) {
    for (int i = 0; i < sets.size(); i++) {
      ParameterSet set = sets.get(i);
      aggregator.make(set.sizeBytes(), set.headerByte(), out);
      set.writeTo(out);
    }
  }

  private void nalUnit(ByteBuf out) {
    int lengthBytes = nalUnits.lengthBytes();
    if (lengthBytes <= maxPayloadBytes) {
      aggregator.make(lengthBytes, nalUnits.headerByte(), out);
      out.writeBytes(nalUnits.payload(), nalUnits.index(), lengthBytes);
    } else {
      aggregator.flush();
      fragment(out);
    }
  }

  /** The NAL unit's header is not repeated; its fields are spread over the two bytes in front. */
  private void fragment(ByteBuf out) {
    int header = nalUnits.headerByte();
    int restBytes = nalUnits.lengthBytes() - 1;
    int index = nalUnits.index() + 1;
    int partBytes =
        BurstBuilder.equalPartBytes(restBytes, maxPayloadBytes - H264Payload.FU_HEAD_BYTES);
    int position = NalDepacketizer.FRAGMENT_START;
    while (restBytes > 0) {
      int bytes = Math.min(partBytes, restBytes);
      restBytes -= bytes;
      if (restBytes == 0) {
        position = NalDepacketizer.FRAGMENT_END;
      }
      out.writeByte((header & H264Payload.F_AND_NRI) | H264Payload.FU_A);
      out.writeByte(position | (header & H264Payload.TYPE));
      out.writeBytes(nalUnits.payload(), index, bytes);
      burst.endPacket();
      index += bytes;
      position = 0;
    }
  }

  /** The priority of an aggregate is the highest of all in it (RFC 6184 §5.7). */
  private static final class StapA extends NalAggregator {
    StapA(BurstBuilder burst, int maxPayloadBytes) {
      super(burst, maxPayloadBytes, 1);
    }

    @Override
    int head(int nalHeader) {
      return (nalHeader & H264Payload.NRI) | H264Payload.STAP_A;
    }

    @Override
    int joined(int head, int nalHeader) {
      return Math.max(head & H264Payload.NRI, nalHeader & H264Payload.NRI) | H264Payload.STAP_A;
    }
  }
}
