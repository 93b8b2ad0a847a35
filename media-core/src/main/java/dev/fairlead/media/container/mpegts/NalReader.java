package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.RandomAccess;
import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.codec.nal.AnnexB;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * H.264 and H.265: each PES packet is one access unit (ISO/IEC 13818-1:2022 §2.14.1). The format
 * comes from the parameter sets in front of random access points; pictures before the first are
 * left out.
 */
final class NalReader implements ElementaryReader {
  private static final long MAX_COMPOSITION_TICKS = 60L * Timescale.MPEG_HZ;

  private final Codec codec;
  private final TrackWriter track;
  private final ByteBufAllocator allocator;
  private final RandomAccess randomAccess = new RandomAccess();

  NalReader(Codec codec, TrackWriter track, ByteBufAllocator allocator) {
    this.codec = codec;
    this.track = track;
    this.allocator = allocator;
  }

  @Override
  public void read(long ptsTicks, long dtsTicks, ByteBuf payload) {
    if (ptsTicks == TsDemuxer.TIMESTAMP_UNSET) {
      throw new MalformedMediaException("access unit without a time");
    }
    long offsetTicks = ptsTicks - dtsTicks;
    if (Math.abs(offsetTicks) > MAX_COMPOSITION_TICKS) {
      throw new MalformedMediaException("composition offset of " + offsetTicks + " ticks");
    }
    ByteBuf unit = allocator.buffer(AnnexB.maxBusBytes(payload.readableBytes()));
    boolean published = false;
    try {
      if (AnnexB.writeBusForm(payload, unit) == 0) {
        throw new MalformedMediaException("PES packet without a NAL unit");
      }
      boolean entry = randomAccess.isRandomAccess(codec, unit);
      if (entry) {
        configure(unit);
      }
      if (track.isConfigured()) {
        published = true;
        track.publish(dtsTicks, (int) offsetTicks, entry ? Sample.RANDOM_ACCESS : 0, unit);
      }
    } finally {
      if (!published) {
        unit.release();
      }
    }
  }

  private void configure(ByteBuf unit) {
    try {
      track.format(TrackFormats.fromSample(codec, Timescale.MPEG_HZ, unit));
    } catch (MalformedMediaException e) {
      // It brings no parameter sets of its own: those before hold.
      if (!track.isConfigured()) {
        throw e;
      }
    }
  }
}
