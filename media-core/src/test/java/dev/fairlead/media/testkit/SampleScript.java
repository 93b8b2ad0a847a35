package dev.fairlead.media.testkit;

import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A short broadcast from real encoders, written down line by line: its tracks and its samples in
 * the order in which they arrive. The files lie in the folder {@code samples} beside this class.
 *
 * @param tracks as they are before the first sample
 * @param samples in order; their payloads lie on the heap and need no release
 */
public record SampleScript(List<Track> tracks, List<Sample> samples) {
  /** H.264 High with B-frames and AAC-LC, 1.2 s, two random access points. */
  public static final String H264_AAC = "h264-bframes-aac";

  /** H.265 Main with B-frames and E-AC-3, 0.8 s at 29.97 Hz, two random access points. */
  public static final String H265_EAC3 = "h265-eac3";

  /** Opus and MP3 and no pictures, 0.4 s. */
  public static final String OPUS_MP3 = "opus-mp3";

  /** Reads one of the files named above. */
  public static SampleScript load(String name) {
    List<Track> tracks = new ArrayList<>();
    List<Sample> samples = new ArrayList<>();
    for (String line : lines(name)) {
      String[] fields = line.split(" ");
      switch (fields[0]) {
        case "track" -> tracks.add(track(fields, name));
        case "sample" -> samples.add(sample(fields, tracks));
        default -> throw new IllegalArgumentException(line);
      }
    }
    return new SampleScript(List.copyOf(tracks), List.copyOf(samples));
  }

  private static List<String> lines(String name) {
    try (InputStream in = SampleScript.class.getResourceAsStream("samples/" + name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Track track(String[] fields, String name) {
    Codec codec = Codec.valueOf(fields[2]);
    int timescaleHz = Integer.parseInt(fields[3]);
    TrackFormat format =
        fields[4].equals("-")
            ? TrackFormats.fromSample(
                codec,
                timescaleHz,
                Unpooled.wrappedBuffer(HexFormat.of().parseHex(firstPayload(name, fields[1]))))
            : TrackFormats.parse(
                codec, timescaleHz, CodecConfiguration.of(HexFormat.of().parseHex(fields[4])));
    return new Track(Integer.parseInt(fields[1]), 0, format, "");
  }

  private static String firstPayload(String name, String trackId) {
    return lines(name).stream()
        .filter(line -> line.startsWith("sample " + trackId + " "))
        .findFirst()
        .orElseThrow()
        .split(" ")[5];
  }

  private static Sample sample(String[] fields, List<Track> tracks) {
    int trackId = Integer.parseInt(fields[1]);
    Track track = tracks.stream().filter(t -> t.id() == trackId).findFirst().orElseThrow();
    return new Sample(
        track,
        Long.parseLong(fields[2]),
        Integer.parseInt(fields[3]),
        Integer.parseInt(fields[4]),
        0,
        Unpooled.wrappedBuffer(HexFormat.of().parseHex(fields[5])));
  }
}
