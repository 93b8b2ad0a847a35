package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.codec.opus.OpusHead;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Opus packets, each behind a control header that tells its length (ETSI TS Opus 0.1.3 draft,
 * opus_control_header).
 */
final class OpusPayload implements PesPayload {
  /** control_header_prefix 0x3FF in 11 bits; no trimming, no extension. */
  private static final int CONTROL_HEADER = 0x7FE0;

  /** 120 ms of 8 channels at 510 kbit/s each for 5 streams, and room to spare. */
  private static final int MAX_PACKET_BYTES = 61_440;

  /** Mapping of family 1 by channels, as libopus and RFC 7845 §5.1.1.2 order them. */
  private static final String[] MAPPINGS = {
    "\0",
    "\0\1",
    "\0\2\1",
    "\0\1\2\3",
    "\0\4\1\2\3",
    "\0\4\1\2\3\5",
    "\0\4\1\2\3\5\6",
    "\0\6\1\2\3\4\5\7"
  };

  private static final int[] COUPLED = {0, 1, 1, 2, 2, 2, 3, 3};

  private final ByteBuf scratch = Unpooled.wrappedBuffer(new byte[2 + MAX_PACKET_BYTES / 255 + 1]);

  /** Whether a channel_config_code of 1 to 8 says what the header says. */
  static boolean carries(OpusHead head) {
    int channels = head.channels();
    if (head.mappingFamily() == 0) {
      return true;
    }
    return head.mappingFamily() == 1
        && channels <= MAPPINGS.length
        && head.coupledStreams() == COUPLED[channels - 1]
        && head.codedStreams() == channels - COUPLED[channels - 1]
        && head.mapping().equals(MAPPINGS[channels - 1]);
  }

  /**
   * What a channel_config_code says: 1 to 8 channels, 0 for two that belong to different sounds.
   */
  static OpusHead head(int channelConfig) {
    int channels = channelConfig == 0 ? 2 : Math.min(channelConfig, MAPPINGS.length);
    int family = channels <= 2 ? 0 : 1;
    int coupled = COUPLED[channels - 1];
    return new OpusHead(
        channels,
        0,
        OpusHead.SAMPLE_RATE_HZ,
        0,
        family,
        channels - coupled,
        coupled,
        family == 0 ? "" : MAPPINGS[channels - 1]);
  }

  @Override
  public int prepare(Sample sample) {
    int bytes = sample.payloadBytes();
    return bytes > 0 && bytes <= MAX_PACKET_BYTES ? 2 + bytes / 255 + 1 + bytes : 0;
  }

  @Override
  public void write(Sample sample, PacketWriter out) {
    scratch.clear();
    scratch.writeShort(CONTROL_HEADER);
    int left = sample.payloadBytes();
    for (; left >= 255; left -= 255) {
      scratch.writeByte(255);
    }
    scratch.writeByte(left);
    out.append(scratch, 0, scratch.writerIndex());
    out.append(sample.payload(), sample.payload().readerIndex(), sample.payloadBytes());
  }
}
