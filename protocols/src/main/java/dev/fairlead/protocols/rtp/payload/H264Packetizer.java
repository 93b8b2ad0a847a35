package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.h264.AvcConfiguration;
import dev.fairlead.media.codec.h264.NalUnitType;
import dev.fairlead.media.codec.h264.Sps;
import dev.fairlead.media.codec.h264.SpsCopy;
import dev.fairlead.media.codec.h264.Vui;
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

  /** A name that encoders do not give their sets: the last there is. */
  private static final int DECOY_ID = 31;

  private final int maxPayloadBytes;
  private final BurstBuilder burst;
  private final NalAggregator aggregator;
  private final NalUnits nalUnits = new NalUnits();
  private final SeiMessages messages = new SeiMessages(1);

  private @Nullable Track track;
  private List<ParameterSet> sps = List.of();
  private List<ParameterSet> pps = List.of();
  private int declaredReorderFrames;

  H264Packetizer(IntFunction<ByteBuf> allocator, int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
    burst = new BurstBuilder(allocator, Timescale.MPEG_HZ);
    aggregator = new StapA(burst, maxPayloadBytes);
  }

  @SuppressWarnings("ReferenceEquality") // A version of a track is one object.
  private void configure(Sample sample) {
    if (track == sample.track()) {
      return;
    }
    track = sample.track();
    AvcConfiguration record =
        AvcConfiguration.parse(sample.track().format().configuration().toByteArray());
    sps = record.sps();
    pps = record.pps();
    declaredReorderFrames = sps.isEmpty() ? Vui.UNSPECIFIED : reorderFrames(sps.getFirst());
  }

  private static int reorderFrames(ParameterSet sps) {
    try {
      Vui vui = Sps.parse(sps).vui();
      return vui == null ? Vui.UNSPECIFIED : vui.maxReorderFrames();
    } catch (MalformedMediaException e) {
      // Whoever cannot read it can pass it on all the same.
      return Vui.UNSPECIFIED;
    }
  }

  /**
   * What the sequence parameter set says, when its pictures do come out of order: encoders that use
   * no B-frames may still allow for them.
   */
  @Override
  public int reorderFrames(Sample key) {
    configure(key);
    return key.ctsOffsetTicks() > 0 ? Math.max(0, declaredReorderFrames) : 0;
  }

  @Override
  public @Nullable PayloadBurst packetize(Sample sample) {
    configure(sample);
    boolean withSets = sample.isRandomAccess() && !hasParameterSets(sample.payload());
    return packetize(sample, withSets, List.of(), 1);
  }

  /**
   * INTEROP: libwebrtc writes into each sequence parameter set that it receives that no picture is
   * held back, and takes a decoder that yields none for broken; seen from Chromium 156
   * (WebRtcPagesIT, clip H264_AAC). Of two sets in one packet it rewrites the second alone, so a
   * decoy that no picture refers to goes behind the real one. The key picture comes once more for
   * each picture that is held back: it is shown at once, and from then on each one that goes in
   * lets one out.
   */
  @Override
  public @Nullable PayloadBurst packetizeEntry(Sample key, int reorderFrames) {
    configure(key);
    List<ParameterSet> decoys =
        sps.isEmpty() ? List.of() : List.of(SpsCopy.withId(sps.getFirst(), DECOY_ID));
    return packetize(key, true, decoys, 1 + reorderFrames);
  }

  private @Nullable PayloadBurst packetize(
      Sample sample, boolean withSets, List<ParameterSet> decoys, int times) {
    // Fragments and aggregates add about one byte in four hundred; parameter sets are small.
    ByteBuf out =
        burst.begin(times * (sample.payloadBytes() + sample.payloadBytes() / 100) + 1_024);
    try {
      if (withSets) {
        aggregate(sps, out);
        aggregate(decoys, out);
        aggregate(pps, out);
      }
      for (int i = 0; i < times; i++) {
        pictures(sample, !decoys.isEmpty(), out);
        // Copies of a small picture do not share a packet, which would be one picture's for some.
        aggregator.flush();
      }
    } catch (RuntimeException e) {
      aggregator.reset();
      burst.abandon();
      throw e;
    }
    return decoys.isEmpty() ? burst.finish(sample) : burst.finishAgain(sample);
  }

  private void pictures(Sample sample, boolean withoutSets, ByteBuf out) {
    nalUnits.wrap(sample.payload());
    while (nalUnits.next()) {
      int type = NalUnitType.of(nalUnits.headerByte());
      boolean set = type == NalUnitType.SPS || type == NalUnitType.PPS;
      if (isWanted(type) && !(set && withoutSets)) {
        nalUnit(out);
      }
    }
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
