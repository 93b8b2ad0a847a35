package dev.fairlead.benchmarks.micro;

import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/** The media of all benchmarks: 2.5 Mbit/s of H.264 at 30 pictures a second, and AAC. */
public final class BenchmarkTracks {
  /** An average picture of that rate. */
  public static final int PICTURE_BYTES = 10_000;

  /** An average frame of sound at 128 kbit/s. */
  public static final int SOUND_BYTES = 340;

  private static final int MILLISECONDS_HZ = 1_000;

  private BenchmarkTracks() {}

  /** 1280 by 720, times in milliseconds. */
  public static VideoFormat video() {
    // Main profile, level 3.1, four-byte lengths, no parameter sets: enough for every container.
    byte[] avcc = {1, 0x4D, 0, 0x1F, (byte) 0xFF, (byte) 0xE0, 0};
    return new VideoFormat(
        Codec.H264,
        MILLISECONDS_HZ,
        CodecConfiguration.of(avcc),
        "avc1.4D001F",
        1_280,
        720,
        1,
        1,
        new FrameRate(30, 1));
  }

  /** 48 kHz stereo, times in milliseconds. */
  public static AudioFormat audio() {
    byte[] lowComplexity = {0x11, (byte) 0x90};
    return new AudioFormat(
        Codec.AAC,
        MILLISECONDS_HZ,
        CodecConfiguration.of(lowComplexity),
        "mp4a.40.2",
        48_000,
        2,
        1_024);
  }

  /** A payload of one NAL unit behind its length. */
  public static ByteBuf payload(int bytes) {
    ByteBuf payload = PooledByteBufAllocator.DEFAULT.directBuffer(bytes);
    return payload.writeInt(bytes - Integer.BYTES).writeByte(0x41).writeZero(bytes - 5);
  }

  /** One sample of {@code track}. */
  public static Sample sample(Track track, long ms, boolean key, int bytes) {
    return new Sample(track, ms, 0, key ? Sample.RANDOM_ACCESS : 0, 0, payload(bytes));
  }
}
