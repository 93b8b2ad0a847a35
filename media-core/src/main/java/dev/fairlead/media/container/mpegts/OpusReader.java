package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.codec.opus.OpusHead;
import dev.fairlead.media.codec.opus.OpusPacket;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Opus packets, each behind a control header (ETSI TS Opus 0.1.3 draft, opus_control_header).
 * Several in one PES packet follow one another by their durations.
 */
final class OpusReader implements ElementaryReader {
  /** control_header_prefix in 11 bits. */
  private static final int PREFIX = 0x7FE0;

  private static final int PREFIX_MASK = 0xFFE0;
  private static final int START_TRIM = 0x10;
  private static final int END_TRIM = 0x08;
  private static final int EXTENSION = 0x04;
  private static final int TRIM_BYTES = 2;
  private static final int SIZE_CONTINUES = 255;

  private final TrackWriter track;
  private final ByteBufAllocator allocator;

  /**
   * @param channelConfig channel_config_code: 1 to 8 channels as Vorbis orders them, 0 for two of
   *     their own
   */
  OpusReader(TrackWriter track, int channelConfig, ByteBufAllocator allocator) {
    this.track = track;
    this.allocator = allocator;
    OpusHead head = OpusPayload.head(channelConfig);
    track.format(
        TrackFormats.parse(
            Codec.OPUS, Timescale.MPEG_HZ, CodecConfiguration.of(head.toByteArray())));
  }

  @Override
  public void read(long ptsTicks, long dtsTicks, ByteBuf payload) {
    if (ptsTicks == TsDemuxer.TIMESTAMP_UNSET) {
      throw new MalformedMediaException("Opus packet without a time");
    }
    int at = payload.readerIndex();
    int endIndex = payload.writerIndex();
    long samples = 0;
    while (at < endIndex) {
      int flags = need(payload, at, 2, endIndex).getUnsignedShort(at);
      if ((flags & PREFIX_MASK) != PREFIX) {
        throw new MalformedMediaException("no control header before an Opus packet");
      }
      at += 2;
      int size = 0;
      int part;
      do {
        part = need(payload, at, 1, endIndex).getUnsignedByte(at);
        size += part;
        at++;
      } while (part == SIZE_CONTINUES);
      at +=
          ((flags & START_TRIM) != 0 ? TRIM_BYTES : 0) + ((flags & END_TRIM) != 0 ? TRIM_BYTES : 0);
      if ((flags & EXTENSION) != 0) {
        at += 1 + need(payload, at, 1, endIndex).getUnsignedByte(at);
      }
      need(payload, at, size, endIndex);
      if (size == 0) {
        throw new MalformedMediaException("Opus packet is empty");
      }
      ByteBuf packet = allocator.buffer(size).writeBytes(payload, at, size);
      long ticks =
          ptsTicks + Timescale.rescale(samples, OpusHead.SAMPLE_RATE_HZ, Timescale.MPEG_HZ);
      samples += OpusPacket.samples(packet);
      track.publish(ticks, 0, Sample.RANDOM_ACCESS, packet);
      at += size;
    }
  }

  private static ByteBuf need(ByteBuf payload, int index, int lengthBytes, int endIndex) {
    if (index + lengthBytes > endIndex) {
      throw new MalformedMediaException("Opus packet is cut off");
    }
    return payload;
  }
}
