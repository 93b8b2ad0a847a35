package dev.fairlead.media.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.media.container.mpegts.TsMuxer;
import dev.fairlead.media.testkit.Ffmpeg;
import dev.fairlead.media.testkit.Fmp4Reader;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.media.track.VideoFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Media that ffmpeg coded goes through the packager; ffprobe must find every access unit with its
 * times and ffmpeg must decode it without a complaint.
 */
final class FfmpegPackagingIT {
  /** Of objectTypeIndication in the descriptor, behind three headers. */
  private static final int OBJECT_TYPE_OFFSET = 4 + 5 + 3 + 5;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "libx264 -bf 2 -g 30 -preset ultrafast, aac",
    "libx264 -bf 0 -g 60 -preset ultrafast, libmp3lame",
    "libx265 -bf 3 -g 30 -preset ultrafast -tag:v hvc1 -x265-params log-level=none, ac3",
    "libvpx-vp9 -g 30 -deadline realtime -cpu-used 8, libopus",
    "libsvtav1 -g 30 -preset 12, libopus",
    "libx264 -g 30 -preset ultrafast, flac",
    "libx264 -g 30 -preset ultrafast, eac3"
  })
  void ffmpegReadsBackWhatItCoded(String video, String audio) throws IOException {
    Fmp4Reader coded = encode(video, audio);
    List<Track> tracks = coded.tracks().values().stream().map(FfmpegPackagingIT::track).toList();

    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      feed(rig, coded, tracks);

      for (Track track : tracks) {
        String name = (track.kind() == MediaKind.VIDEO ? "v" : "a") + track.id();
        Fmp4Reader packaged = rig.read(name);
        // The descriptors of AAC and MP3 carry numbers and rates that differ from muxer to muxer.
        if (!packaged.tracks().get(track.id()).configurationBox.equals("esds")) {
          assertArrayEquals(
              coded.tracks().get(track.id()).configuration,
              packaged.tracks().get(track.id()).configuration,
              "configuration box of " + track.format().codec());
        }
        assertEquals(coded.tracks().get(track.id()).entry, packaged.tracks().get(track.id()).entry);
        Path file = folder.resolve(name + ".mp4");
        Files.write(file, rig.bytes(name));
        probe(file, packaged.samples(track.id()), coded.samples(track.id()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "libx264 -bf 2 -g 30 -preset ultrafast, aac",
    "libx265 -bf 3 -g 30 -preset ultrafast -tag:v hvc1 -x265-params log-level=none, ac3"
  })
  void ffmpegReadsTheTransportSegments(String video, String audio) throws IOException {
    Fmp4Reader coded = encode(video, audio);
    List<Track> tracks = coded.tracks().values().stream().map(FfmpegPackagingIT::track).toList();

    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT, MpegTsMultiplex::new)) {
      rig.whenReady(PackagedBroadcast::wantTransport);
      feed(rig, coded, tracks);
      Path file = folder.resolve("segments.ts");
      Files.write(file, rig.bytes("ts"));

      for (Track track : tracks) {
        String kind = track.kind() == MediaKind.VIDEO ? "v" : "a";
        String expected =
            coded.samples(track.id()).stream()
                .map(sample -> mpegTicks(sample.ptsTicks(), track))
                .sorted()
                .map(Object::toString)
                .collect(Collectors.joining("\n"));
        String found =
            Ffmpeg.run(
                    Ffmpeg.command(
                        "ffprobe -v error -select_streams "
                            + kind
                            + " -show_entries packet=pts -of csv=p=0",
                        file))
                .replace(",", "")
                .strip()
                .lines()
                .filter(line -> !line.isBlank())
                .map(Long::valueOf)
                .sorted()
                .map(Object::toString)
                .collect(Collectors.joining("\n"));
        assertEquals(expected, found, "times of " + track.format().codec());
      }
      String complaints = Ffmpeg.run(Ffmpeg.command("ffmpeg -v warning -i " + file + " -f null -"));
      assertEquals("", complaints);
    }
  }

  private static long mpegTicks(long ticks, Track track) {
    return Timescale.rescale(ticks, track.timescaleHz(), Timescale.MPEG_HZ)
        + TsMuxer.TIMELINE_OFFSET_TICKS;
  }

  private Fmp4Reader encode(String video, String audio) throws IOException {
    assumeTrue(Ffmpeg.isInstalled(), "ffmpeg is not installed");
    Path source = folder.resolve("source.mp4");
    Ffmpeg.run(
        Ffmpeg.command(
            "ffmpeg -y -v error -f lavfi -i testsrc2=size=320x180:rate=30 -f lavfi -i"
                + " sine=sample_rate=48000 -t 5 -pix_fmt yuv420p -strict -2 -ac 2 -c:v "
                + video
                + " -c:a "
                + audio
                + " -movflags empty_moov+delay_moov+default_base_moof+frag_keyframe",
            source));
    return Fmp4Reader.read(Files.readAllBytes(source));
  }

  private static void feed(PackagingRig rig, Fmp4Reader coded, List<Track> tracks) {
    rig.start(tracks.toArray(Track[]::new));
    for (Fmp4Reader.ReadSample sample : inDecodingOrder(coded, tracks)) {
      Track track = tracks.get(sample.trackId() - 1);
      rig.feed(
          track,
          sample.dtsTicks(),
          sample.ctsOffsetTicks(),
          sample.isSync() ? Sample.RANDOM_ACCESS : 0,
          sample.data());
    }
    rig.end();
  }

  private static void probe(
      Path file, List<Fmp4Reader.ReadSample> packaged, List<Fmp4Reader.ReadSample> coded) {
    List<String> expected = new ArrayList<>();
    for (Fmp4Reader.ReadSample sample : coded) {
      expected.add(sample.ptsTicks() + "," + sample.dtsTicks() + "," + sample.data().length);
    }
    String found =
        Ffmpeg.run(
            Ffmpeg.command(
                "ffprobe -v error -ignore_editlist 1 -show_entries packet=pts,dts,size -of"
                    + " csv=p=0",
                file));
    assertEquals(
        String.join("\n", expected),
        found.replaceAll(",+(?=\\n|$)", "").strip(),
        "packets as ffprobe sees them");
    assertEquals(coded.size(), packaged.size());

    String complaints = Ffmpeg.run(Ffmpeg.command("ffmpeg -v warning -i " + file + " -f null -"));
    assertEquals("", complaints);
  }

  private static List<Fmp4Reader.ReadSample> inDecodingOrder(
      Fmp4Reader reader, List<Track> tracks) {
    List<Fmp4Reader.ReadSample> samples = new ArrayList<>(reader.samples());
    samples.sort(
        Comparator.comparingDouble(
            sample -> (double) sample.dtsTicks() / tracks.get(sample.trackId() - 1).timescaleHz()));
    return samples;
  }

  private static Track track(Fmp4Reader.TrackHeader header) {
    Codec codec =
        switch (header.entry) {
          case "avc1" -> Codec.H264;
          case "hvc1" -> Codec.H265;
          case "vp09" -> Codec.VP9;
          case "av01" -> Codec.AV1;
          case "Opus" -> Codec.OPUS;
          case "fLaC" -> Codec.FLAC;
          case "ac-3" -> Codec.AC3;
          case "ec-3" -> Codec.EAC3;
          case "mp4a" -> header.configuration[OBJECT_TYPE_OFFSET] == 0x40 ? Codec.AAC : Codec.MP3;
          default -> throw new AssertionError(header.entry);
        };
    CodecConfiguration configuration = CodecConfiguration.of(configuration(codec, header));
    TrackFormat format =
        codec.kind() == MediaKind.VIDEO
            ? new VideoFormat(
                codec,
                header.timescaleHz,
                configuration,
                header.entry,
                header.width,
                header.height,
                1,
                1,
                FrameRate.UNKNOWN)
            : new AudioFormat(
                codec,
                header.timescaleHz,
                configuration,
                header.entry,
                header.sampleRateHz,
                header.channels,
                0);
    return new Track(header.id, 0, format, "");
  }

  private static byte[] configuration(Codec codec, Fmp4Reader.TrackHeader header) {
    byte[] box = header.configuration;
    return switch (codec) {
      case VP9 -> Arrays.copyOfRange(box, 4, box.length);
      case FLAC -> Arrays.copyOfRange(box, 8, box.length);
      case MP3 -> new byte[0];
      case AAC -> {
        // The descriptor's lengths are of four bytes each in what ffmpeg writes.
        int specific = 4 + 5 + 3 + 5 + 13;
        yield Arrays.copyOfRange(box, specific + 5, specific + 5 + box[specific + 4]);
      }
      case OPUS -> {
        ByteBuffer dops = ByteBuffer.wrap(box);
        ByteBuffer head = ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN);
        head.put("OpusHead".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).put((byte) 1);
        head.put(dops.get(1)).putShort(dops.getShort(2)).putInt(dops.getInt(4));
        head.putShort(dops.getShort(8)).put(dops.get(10));
        yield head.array();
      }
      default -> box;
    };
  }
}
