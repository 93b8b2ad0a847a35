package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.codec.mp3.Mp3FrameHeader;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** MPEG audio of layer III. The other layers are no codec of the bus: their frames are left out. */
final class Mp3Reader extends FrameReader {
  private static final int HEADER_BYTES = 4;
  private static final int SYNC = 0xFFE0;

  private final TrackWriter track;
  private final ByteBufAllocator allocator;
  private int samples;
  private int sampleRateHz = Timescale.MPEG_HZ;

  Mp3Reader(TrackWriter track, ByteBufAllocator allocator) {
    this.track = track;
    this.allocator = allocator;
  }

  @Override
  int frameBytes(ByteBuf bytes, int index, int availableBytes) {
    if (availableBytes < HEADER_BYTES) {
      return INCOMPLETE;
    }
    if ((bytes.getUnsignedShort(index) & SYNC) != SYNC) {
      return NONE;
    }
    try {
      Mp3FrameHeader header = Mp3FrameHeader.parse(bytes.slice(index, HEADER_BYTES));
      samples = header.frameSamples();
      sampleRateHz = header.sampleRateHz();
      return header.frameBytes();
    } catch (MalformedMediaException e) {
      return NONE;
    }
  }

  @Override
  int frameSamples() {
    return samples;
  }

  @Override
  int sampleRateHz() {
    return sampleRateHz;
  }

  @Override
  void frame(ByteBuf bytes, int index, int lengthBytes, long ticks) {
    ByteBuf frame = allocator.buffer(lengthBytes).writeBytes(bytes, index, lengthBytes);
    track.format(TrackFormats.fromSample(Codec.MP3, Timescale.MPEG_HZ, frame));
    track.publish(ticks, 0, Sample.RANDOM_ACCESS, frame);
  }
}
