package dev.fairlead.media.bridge;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.codec.opus.OpusHead;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * A coding that loses nothing: packets are the PCM values of the left side as they are. What it
 * shares with real ones are the frame length and the delays.
 */
final class PlainCodecs implements AudioCodecs {
  static final int FRAME = 960;

  /** What a decoder gives before the first frame. */
  static final int DELAY = 312;

  boolean available = true;
  boolean encodes = true;
  int open;
  int decoders;

  /** Whether decoders take nothing. */
  boolean stuck;

  /** Samples that the next decoders work on before they fail for good; negative for never. */
  int failAfter = Integer.MAX_VALUE;

  @Override
  public boolean decodes(Codec codec) {
    return codec == Codec.AAC || codec == Codec.OPUS;
  }

  @Override
  public boolean encodes(Codec codec) {
    return encodes;
  }

  @Override
  public AudioDecoder decoder(AudioFormat format) {
    if (!available) {
      throw new CodecUnavailableException("not here");
    }
    open++;
    decoders++;
    return new Decoder();
  }

  @Override
  public AudioEncoder encoder(Codec codec) {
    if (!available) {
      throw new CodecUnavailableException("not here");
    }
    open++;
    return new Encoder();
  }

  static ByteBuf payload(float[] values) {
    // At once: every single access to a tracked buffer is written down.
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return PooledByteBufAllocator.DEFAULT.directBuffer(bytes.remaining()).writeBytes(bytes.array());
  }

  static float[] values(ByteBuf payload) {
    ByteBuffer bytes = ByteBuffer.wrap(ByteBufUtil.getBytes(payload));
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private final class Decoder implements AudioDecoder {
    private int decoded;

    @Override
    public void decode(ByteBuf payload, PcmBuffer out) {
      if (stuck || payload.readableBytes() % Float.BYTES != 0) {
        throw new MalformedMediaException("not whole");
      }
      if (decoded++ >= failAfter) {
        throw new IllegalStateException("as told");
      }
      float[] values = values(payload);
      float[] pairs = new float[values.length * PcmBuffer.CHANNELS];
      for (int i = 0; i < values.length; i++) {
        pairs[2 * i] = values[i];
        pairs[2 * i + 1] = -values[i];
      }
      out.append(pairs, values.length);
    }

    @Override
    public int delayTicks() {
      return 0;
    }

    @Override
    public void reset() {}

    @Override
    public void close() {
      open--;
    }
  }

  private final class Encoder implements AudioEncoder {
    private final float[] tail = new float[DELAY];

    @Override
    public AudioFormat format() {
      OpusHead head = new OpusHead(2, DELAY, OpusHead.SAMPLE_RATE_HZ, 0, 0, 1, 1, "");
      return (AudioFormat)
          TrackFormats.parse(Codec.OPUS, 48_000, CodecConfiguration.of(head.toByteArray()));
    }

    @Override
    public int frameTicks() {
      return FRAME;
    }

    @Override
    public int delayTicks() {
      return DELAY;
    }

    @Override
    public ByteBuf encode(float[] frame) {
      float[] values = new float[FRAME];
      System.arraycopy(tail, 0, values, 0, DELAY);
      for (int i = 0; i < FRAME; i++) {
        if (i < FRAME - DELAY) {
          values[DELAY + i] = frame[2 * i];
        } else {
          tail[i - FRAME + DELAY] = frame[2 * i];
        }
      }
      return payload(values);
    }

    @Override
    public void close() {
      open--;
    }
  }
}
