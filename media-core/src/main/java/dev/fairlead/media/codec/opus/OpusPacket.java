package dev.fairlead.media.codec.opus;

import io.netty.buffer.ByteBuf;

/** What the first bytes of an Opus packet tell (RFC 6716 §3). Stateless; allocates nothing. */
public final class OpusPacket {
  /** A packet holds at most 120 ms (RFC 6716 §3.2.5, R5). */
  public static final int MAX_SAMPLES = 5_760;

  /** The duration of packets is each packet's own; the identification header does not tell. */
  public static final int DURATION_VARIES = 0;

  /** Samples at 48 kHz by the two low bits of config, for SILK modes. */
  private static final int[] SILK_SAMPLES = {480, 960, 1_920, 2_880};

  private static final int FIRST_HYBRID = 12;
  private static final int FIRST_CELT = 16;

  private OpusPacket() {}

  /** Samples at 48 kHz that a packet decodes to, 0 when its head is malformed. */
  public static int samples(ByteBuf packet) {
    if (!packet.isReadable()) {
      return 0;
    }
    int toc = packet.getUnsignedByte(packet.readerIndex());
    int frames =
        switch (toc & 3) {
          case 0 -> 1;
          case 1, 2 -> 2;
          default ->
              packet.readableBytes() < 2
                  ? 0
                  : packet.getUnsignedByte(packet.readerIndex() + 1) & 0x3F;
        };
    int samples = frames * frameSamples(toc >> 3);
    return samples <= MAX_SAMPLES ? samples : 0;
  }

  private static int frameSamples(int config) {
    if (config < FIRST_HYBRID) {
      return SILK_SAMPLES[config & 3];
    }
    if (config < FIRST_CELT) {
      return (config & 1) == 0 ? 480 : 960;
    }
    return 120 << (config & 3);
  }
}
