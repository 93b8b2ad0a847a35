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
    aggregator = new NalAggregator();
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
      aggregator.flush(out);
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
      aggregator.flush(out);
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
    int position = H264Payload.FU_START;
    while (restBytes > 0) {
      int bytes = Math.min(partBytes, restBytes);
      restBytes -= bytes;
      if (restBytes == 0) {
        position = H264Payload.FU_END;
      }
      out.writeByte((header & H264Payload.F_AND_NRI) | H264Payload.FU_A);
      out.writeByte(position | (header & H264Payload.TYPE));
      out.writeBytes(nalUnits.payload(), index, bytes);
      burst.endPacket();
      index += bytes;
      position = 0;
    }
  }

  /**
   * Puts small NAL units that follow each other into one packet. It is written as a packet of a
   * single NAL unit at first and rewritten when a second one joins.
   */
  private final class NalAggregator {
    private int count;
    private int packetIndex;
    private int firstBytes;

    /** Makes the next {@code lengthBytes} bytes part of the packet, or of a new one. */
    void make(int lengthBytes, int header, ByteBuf out) {
      if (count > 0 && !fits(lengthBytes, out)) {
        flush(out);
      }
      if (count == 0) {
        packetIndex = out.writerIndex();
        firstBytes = lengthBytes;
        count = 1;
        return;
      }
      if (count == 1) {
        makeAggregate(out);
      }
      out.writeShort(lengthBytes);
      // The aggregate's NRI is the highest of all in it (RFC 6184 §5.7).
      int nri = Math.max(out.getByte(packetIndex) & H264Payload.NRI, header & H264Payload.NRI);
      out.setByte(packetIndex, nri | H264Payload.STAP_A);
      count++;
    }

    private boolean fits(int lengthBytes, ByteBuf out) {
      int soFar = out.writerIndex() - packetIndex;
      int head = count == 1 ? H264Payload.STAP_HEAD_BYTES + H264Payload.STAP_LENGTH_BYTES : 0;
      return soFar + head + H264Payload.STAP_LENGTH_BYTES + lengthBytes <= maxPayloadBytes;
    }

    private void makeAggregate(ByteBuf out) {
      int shift = H264Payload.STAP_HEAD_BYTES + H264Payload.STAP_LENGTH_BYTES;
      int nri = out.getByte(packetIndex) & H264Payload.NRI;
      out.ensureWritable(shift);
      // From the end, since source and target overlap.
      for (int i = firstBytes - 1; i >= 0; i--) {
        out.setByte(packetIndex + shift + i, out.getByte(packetIndex + i));
      }
      out.setByte(packetIndex, nri | H264Payload.STAP_A);
      out.setShort(packetIndex + H264Payload.STAP_HEAD_BYTES, firstBytes);
      out.writerIndex(out.writerIndex() + shift);
    }

    void flush(ByteBuf out) {
      if (count > 0 && out.writerIndex() > packetIndex) {
        burst.endPacket();
      }
      count = 0;
    }

    void reset() {
      count = 0;
    }
  }
}
