package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.codec.aac.AdtsFrame;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * AAC in ADTS frames, of which the bus gets the raw access units. SBR and PS stay implicit.
 * Channels that a program_config_element tells are not supported: such frames are left out.
 */
final class AdtsReader extends FrameReader {
  private static final int NO_CONFIG = 0;

  private final TrackWriter track;
  private final ByteBufAllocator allocator;
  private int sampleRateHz = Timescale.MPEG_HZ;
  private int config = NO_CONFIG;

  AdtsReader(TrackWriter track, ByteBufAllocator allocator) {
    this.track = track;
    this.allocator = allocator;
  }

  @Override
  int frameBytes(ByteBuf bytes, int index, int availableBytes) {
    if (availableBytes < AdtsFrame.HEADER_BYTES) {
      return INCOMPLETE;
    }
    if (!AdtsFrame.isAt(bytes, index)) {
      return NONE;
    }
    sampleRateHz = AdtsFrame.sampleRateHz(bytes, index);
    return AdtsFrame.sizeBytes(bytes, index);
  }

  @Override
  int frameSamples() {
    return AdtsFrame.FRAME_SAMPLES;
  }

  @Override
  int sampleRateHz() {
    return sampleRateHz;
  }

  @Override
  void frame(ByteBuf bytes, int index, int lengthBytes, long ticks) {
    if (AdtsFrame.channelConfiguration(bytes, index) == 0
        || !AdtsFrame.isOneAccessUnit(bytes, index)) {
      return;
    }
    int next = AdtsFrame.audioSpecificConfig(bytes, index);
    if (next != config) {
      config = next;
      byte[] configuration = {(byte) (next >> 8), (byte) next};
      track.format(
          TrackFormats.parse(Codec.AAC, Timescale.MPEG_HZ, CodecConfiguration.of(configuration)));
    }
    int headerBytes = AdtsFrame.headerBytes(bytes, index);
    int unitBytes = lengthBytes - headerBytes;
    ByteBuf unit = allocator.buffer(unitBytes).writeBytes(bytes, index + headerBytes, unitBytes);
    track.publish(ticks, 0, Sample.RANDOM_ACCESS, unit);
  }
}
