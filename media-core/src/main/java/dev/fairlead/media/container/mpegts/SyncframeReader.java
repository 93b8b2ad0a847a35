package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.codec.ac3.Syncframes;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * AC-3 and E-AC-3. Further substreams of E-AC-3 belong to the syncframe that they follow, and make
 * one sample with it.
 */
final class SyncframeReader extends FrameReader {
  private final Codec codec;
  private final TrackWriter track;
  private final ByteBufAllocator allocator;
  private final Syncframes syncframes = new Syncframes();

  SyncframeReader(Codec codec, TrackWriter track, ByteBufAllocator allocator) {
    this.codec = codec;
    this.track = track;
    this.allocator = allocator;
  }

  private int samples;
  private int sampleRateHz = Timescale.MPEG_HZ;

  @Override
  int frameBytes(ByteBuf bytes, int index, int availableBytes) {
    if (availableBytes < Syncframes.HEAD_BYTES) {
      return INCOMPLETE;
    }
    if (!Syncframes.isAt(bytes, index)) {
      return NONE;
    }
    try {
      syncframes.read(bytes, index);
      samples = syncframes.samples();
      sampleRateHz = syncframes.sampleRateHz();
      return withDependents(bytes, index, availableBytes);
    } catch (MalformedMediaException e) {
      return NONE;
    }
  }

  private int withDependents(ByteBuf bytes, int index, int availableBytes) {
    int lengthBytes = syncframes.sizeBytes();
    while (lengthBytes + Syncframes.HEAD_BYTES <= availableBytes
        && Syncframes.isAt(bytes, index + lengthBytes)) {
      syncframes.read(bytes, index + lengthBytes);
      if (!syncframes.isDependent()) {
        break;
      }
      lengthBytes += syncframes.sizeBytes();
    }
    return lengthBytes;
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
    boolean published = false;
    try {
      track.format(TrackFormats.fromSample(codec, Timescale.MPEG_HZ, frame));
      published = true;
      track.publish(ticks, 0, Sample.RANDOM_ACCESS, frame);
    } finally {
      if (!published) {
        frame.release();
      }
    }
  }
}
