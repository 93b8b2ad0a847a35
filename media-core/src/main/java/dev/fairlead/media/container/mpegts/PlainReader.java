package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Timed ID3 tags: each PES packet is one sample. */
final class PlainReader implements ElementaryReader {
  private final TrackWriter track;
  private final ByteBufAllocator allocator;

  PlainReader(TrackWriter track, ByteBufAllocator allocator) {
    this.track = track;
    this.allocator = allocator;
    track.format(TrackFormats.parse(Codec.ID3, Timescale.MPEG_HZ, CodecConfiguration.NONE));
  }

  @Override
  public void read(long ptsTicks, long dtsTicks, ByteBuf payload) {
    if (ptsTicks == TsDemuxer.TIMESTAMP_UNSET || !payload.isReadable()) {
      throw new MalformedMediaException("metadata without a time or contents");
    }
    ByteBuf copy =
        allocator
            .buffer(payload.readableBytes())
            .writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    track.publish(ptsTicks, 0, Sample.RANDOM_ACCESS, copy);
  }
}
