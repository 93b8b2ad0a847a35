package dev.fairlead.media.container.fmp4;

import static dev.fairlead.media.testkit.GoldenDump.assertGolden;

import dev.fairlead.media.testkit.Fmp4Reader;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers and fragments as trees of boxes, to be read with the standard at hand. */
final class BoxDumpTest {
  @ParameterizedTest
  @CsvSource({
    "H264, avc1.64001F, 640, 360, 1, 1, 0164001fffe100046764001f01000468ebe3cb",
    "H264, avc3.64001F, 720, 576, 16, 11, 0164001fffe100046764001f01000468ebe3cb",
    "H265, hvc1.1.6.L93.B0, 1920, 1080, 1, 1, 0101600000009000000000005df000fcfdf8f800000f00",
    "H265, hev1.1.6.L93.B0, 1920, 1080, 1, 1, 0101600000009000000000005df000fcfdf8f800000f00",
    "AV1, av01.0.04M.08, 640, 360, 1, 1, 81040c000a0b00000024c4ffdf3c0104f8",
    "VP8, vp08.00.30.08, 640, 360, 1, 1, 001e82020202000000",
    "VP9, vp09.00.30.08, 640, 360, 1, 1, 001e82020202000000"
  })
  void videoHeader(
      Codec codec, String name, int width, int height, int sarWidth, int sarHeight, String bytes) {
    Track track =
        new Track(
            1,
            0,
            new VideoFormat(
                codec,
                90_000,
                configuration(bytes),
                name,
                width,
                height,
                sarWidth,
                sarHeight,
                FrameRate.UNKNOWN),
            "");

    assertGolden(
        BoxDumpTest.class,
        "header-" + name.substring(0, 4) + ".txt",
        Fmp4Reader.dump(CmafHeader.of(track, 90_000)));
  }

  @ParameterizedTest
  @CsvSource({
    "AAC, 48000, 2, de, 1190",
    "MP3, 44100, 2, '', ''",
    "OPUS, 48000, 2, en-GB, 4f707573486561640102380180bb0000000000",
    "FLAC, 96000, 2, fr, 100010000000000000001770037000000000000000000000000000000000000000000000",
    "AC3, 48000, 6, xx-none, 103d40",
    "EAC3, 48000, 6, en, 07c0200f00"
  })
  void audioHeader(Codec codec, int rateHz, int channels, String language, String bytes) {
    Track track =
        new Track(
            2,
            0,
            new AudioFormat(codec, rateHz, configuration(bytes), "", rateHz, channels, 0),
            language);

    assertGolden(
        BoxDumpTest.class,
        "header-" + codec + ".txt",
        Fmp4Reader.dump(CmafHeader.of(track, rateHz)));
  }

  @Test
  void picturesWithReordering() {
    TrackRun run = new TrackRun();
    run.add(3_000, 5_000, SampleFlags.SYNC, 6_000);
    run.add(3_000, 700, SampleFlags.NON_SYNC, 9_000);
    run.add(3_003, 300, SampleFlags.NON_SYNC | SampleFlags.DISPOSABLE, -3_000);

    assertGolden(BoxDumpTest.class, "fragment-reordered.txt", fragment(run));
  }

  @Test
  void picturesThatDifferInTheFirstFlagOnly() {
    TrackRun run = new TrackRun();
    run.add(3_000, 5_000, SampleFlags.SYNC, 0);
    run.add(3_000, 700, SampleFlags.NON_SYNC, 0);
    run.add(3_000, 300, SampleFlags.NON_SYNC, 0);

    assertGolden(BoxDumpTest.class, "fragment-first-flag.txt", fragment(run));
  }

  @Test
  void steadySound() {
    TrackRun run = new TrackRun();
    run.add(1_024, 300, SampleFlags.SYNC, 0);
    run.add(1_024, 301, SampleFlags.SYNC, 0);

    assertGolden(BoxDumpTest.class, "fragment-sound.txt", fragment(run));
  }

  @Test
  void fragmentWithoutSamples() {
    assertGolden(BoxDumpTest.class, "fragment-empty.txt", fragment(new TrackRun()));
  }

  @Test
  void boxesBeforeAFragment() {
    ByteBuf out = Unpooled.buffer();
    SegmentType.write(out);
    // 2026-01-01T00:00:00.5Z
    ProducerReferenceTime.write(out, 1, 1_767_225_600_500_000_000L, 0x1_0000_0002L);
    ByteBuf tag = Unpooled.copiedBuffer("ID3 tag", StandardCharsets.US_ASCII);
    EventMessage.write(out, 90_000, 0x1_0000_0003L, 7, tag);

    assertGolden(
        BoxDumpTest.class, "before-fragment.txt", Fmp4Reader.dump(ByteBufUtil.getBytes(out)));
  }

  @Test
  void headerOfSeveralTracks() {
    Track video =
        new Track(
            1,
            0,
            new VideoFormat(
                Codec.VP9,
                1_000,
                configuration("001e82020202000000"),
                "vp09.00.30.08",
                640,
                360,
                1,
                1,
                FrameRate.UNKNOWN),
            "");
    Track audio =
        new Track(
            2,
            0,
            new AudioFormat(
                Codec.AAC, 48_000, configuration("1190"), "mp4a.40.2", 48_000, 2, 1_024),
            "");
    ByteBuf out = Unpooled.buffer();
    CmafHeader.write(List.of(video, audio), out);

    assertGolden(
        BoxDumpTest.class, "header-two-tracks.txt", Fmp4Reader.dump(ByteBufUtil.getBytes(out)));
  }

  private static String fragment(TrackRun run) {
    ByteBuf out = Unpooled.buffer();
    MovieFragment.write(out, 42, 1, 0x1_0000_0001L, run);
    org.junit.jupiter.api.Assertions.assertEquals(
        MovieFragment.headerBytes(run), out.readableBytes(), "the length that was announced");
    out.writeZero(run.payloadBytes());
    return Fmp4Reader.dump(ByteBufUtil.getBytes(out));
  }

  private static CodecConfiguration configuration(String hex) {
    return CodecConfiguration.of(HexFormat.of().parseHex(hex));
  }
}
