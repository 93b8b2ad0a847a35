package dev.fairlead.media.segment;

import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.DataFormat;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.HexFormat;
import java.util.Random;

/** Tracks and samples as a publisher would bring them, with payloads nobody decodes. */
final class TestTracks {
  private static final byte[] AVCC =
      HexFormat.of().parseHex("0142c01effe1000467640c1e01000468ce0f2c");

  private TestTracks() {}

  static Track video(int id, int timescaleHz) {
    return new Track(
        id,
        0,
        new VideoFormat(
            Codec.H264,
            timescaleHz,
            CodecConfiguration.of(AVCC),
            "avc1.42C01E",
            640,
            360,
            1,
            1,
            FrameRate.UNKNOWN),
        "");
  }

  static Track audio(int id, int timescaleHz) {
    return new Track(
        id,
        0,
        new AudioFormat(
            Codec.AAC,
            timescaleHz,
            CodecConfiguration.of(new byte[] {0x11, (byte) 0x90}),
            "mp4a.40.2",
            48_000,
            2,
            1_024),
        "en");
  }

  static Track id3(int id) {
    return new Track(id, 0, new DataFormat(Codec.ID3, 1_000, CodecConfiguration.NONE, ""), "");
  }

  static Track resized(Track video) {
    VideoFormat old = (VideoFormat) video.format();
    return video.withFormat(
        new VideoFormat(
            old.codec(),
            old.timescaleHz(),
            old.configuration(),
            old.codecString(),
            1280,
            720,
            1,
            1,
            old.frameRate()));
  }

  /** A sample with a payload of its own; the caller owns one reference. */
  static Sample sample(Track track, long dts, int cts, int flags, long wallNs, byte[] payload) {
    ByteBuf bytes = ByteBufAllocator.DEFAULT.buffer(payload.length).writeBytes(payload);
    return new Sample(track, dts, cts, flags, wallNs, bytes);
  }

  /** A payload that no other sample of the same test has. */
  static byte[] payload(Random random) {
    byte[] payload = new byte[1 + random.nextInt(40)];
    random.nextBytes(payload);
    return payload;
  }
}
