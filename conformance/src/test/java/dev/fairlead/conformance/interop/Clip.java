package dev.fairlead.conformance.interop;

import dev.fairlead.conformance.arch.ModuleClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reference clips, made once by ffmpeg into the build folder. The number of each picture is drawn
 * as sixteen black or white cells at its top left, lowest bit first, so that a program can read
 * what a viewer saw; a beep marks each second.
 */
enum Clip {
  /** For bit-exactness and short plays. */
  H264_AAC(8, "flv", Codecs.H264, Codecs.AAC),
  /** For plays of up to a minute and more. */
  H264_AAC_LONG(100, "flv", Codecs.H264, Codecs.AAC),
  /** More than the kernel's buffers hide when a viewer stops reading. */
  H264_HEAVY(6, "flv", Codecs.H264_HEAVY, Codecs.AAC),
  HEVC_AAC(6, "mp4", Codecs.HEVC, Codecs.AAC),
  AV1_OPUS(6, "mp4", Codecs.AV1, Codecs.OPUS),
  VP9_OPUS(6, "mp4", Codecs.VP9, Codecs.OPUS),
  /** As contribution encoders send it. */
  H264_AAC_TS(8, "ts", Codecs.H264, Codecs.AAC),
  HEVC_AAC_TS(8, "ts", Codecs.HEVC, Codecs.AAC),
  AUDIO_ONLY(8, "flv", List.of("-vn"), Codecs.AAC),
  VIDEO_ONLY(8, "flv", Codecs.H264, List.of("-an")),
  /** Another size than the rest, to change to. */
  SMALL(5, "flv", 320, 180, "30", Codecs.H264, Codecs.AAC),
  FILM(5, "flv", 320, 180, "24000/1001", Codecs.H264, Codecs.AAC),
  NTSC(5, "flv", 320, 180, "30000/1001", Codecs.H264, Codecs.AAC),
  PAL_FIELDS(5, "flv", 320, 180, "50", Codecs.H264, Codecs.AAC),
  FAST(5, "flv", 320, 180, "60", Codecs.H264, Codecs.AAC),
  VERY_FAST(5, "flv", 320, 180, "120", Codecs.H264, Codecs.AAC),
  /** Two of five pictures are left out, so that they stand for 17 to 50 milliseconds. */
  VARIABLE(5, "flv", 320, 180, "60", Codecs.H264_VARIABLE, Codecs.AAC),
  /** Pictures are shown in the order in which they are sent. */
  IN_ORDER(6, "flv", 320, 180, "30", Codecs.H264_IN_ORDER, Codecs.AAC),
  H264_MP3(5, "flv", 320, 180, "25", Codecs.H264_OPEN, Codecs.MP3),
  HEVC_AC3(5, "mp4", 320, 180, "25", Codecs.HEVC, Codecs.AC3),
  HEVC_EAC3(5, "mp4", 320, 180, "25", Codecs.HEVC, Codecs.EAC3),
  VP9_FLAC(5, "mp4", 320, 180, "25", Codecs.VP9, Codecs.FLAC);

  static final int WIDTH = 640;
  static final int HEIGHT = 360;
  static final int FRAMES_PER_SECOND = 30;

  /** Edge of one cell of the counter, in pixels. */
  static final int CELL = 32;

  static final int CELLS = 16;

  private static final Duration ENCODING = Duration.ofSeconds(240);

  private final int seconds;
  private final String suffix;
  private final int width;
  private final int height;
  private final String rate;
  private final List<String> video;
  private final List<String> audio;

  Clip(int seconds, String suffix, List<String> video, List<String> audio) {
    this(seconds, suffix, WIDTH, HEIGHT, Integer.toString(FRAMES_PER_SECOND), video, audio);
  }

  Clip(
      int seconds,
      String suffix,
      int width,
      int height,
      String rate,
      List<String> video,
      List<String> audio) {
    this.seconds = seconds;
    this.suffix = suffix;
    this.width = width;
    this.height = height;
    this.rate = rate;
    this.video = video;
    this.audio = audio;
  }

  int seconds() {
    return seconds;
  }

  /** Pictures a second as a player would write it, such as 29.970. */
  String shownRate() {
    String[] ratio = rate.split("/");
    double seconds = ratio.length > 1 ? Double.parseDouble(ratio[1]) : 1;
    return "%.3f".formatted(Double.parseDouble(ratio[0]) / seconds);
  }

  int frames() {
    return seconds * FRAMES_PER_SECOND;
  }

  /** The file, made when this is the first to ask. */
  Path file() {
    Path folder = ModuleClasses.root().resolve("conformance/target/clips");
    Path file = folder.resolve(name().toLowerCase(java.util.Locale.ROOT) + "." + suffix);
    synchronized (Clip.class) {
      if (!Files.exists(file)) {
        make(folder, file);
      }
    }
    return file;
  }

  private void make(Path folder, Path file) {
    try {
      Files.createDirectories(folder);
      Path unfinished = folder.resolve("unfinished." + suffix);
      List<String> command = new ArrayList<>();
      command.addAll(List.of(Tool.FFMPEG.path(), "-nostdin", "-y", "-v", "error"));
      command.addAll(List.of("-f", "lavfi", "-i", pictures()));
      command.addAll(List.of("-f", "lavfi", "-i", sounds()));
      command.addAll(video);
      command.addAll(audio);
      command.addAll(List.of("-t", Integer.toString(seconds), unfinished.toString()));
      ChildProcess.run("encoding " + file.getFileName(), command, ENCODING);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String pictures() {
    StringBuilder graph = new StringBuilder();
    graph.append("testsrc2=size=").append(width).append('x').append(height);
    graph.append(":rate=").append(rate).append(":duration=").append(seconds);
    if (width < WIDTH) {
      // The cells would not fit.
      return graph.append(",format=yuv420p").toString();
    }
    graph.append(",drawbox=x=0:y=0:w=").append(CELL * CELLS).append(":h=").append(CELL);
    graph.append(":color=black:t=fill");
    for (int bit = 0; bit < CELLS; bit++) {
      graph.append(",drawbox=x=").append(bit * CELL).append(":y=0:w=").append(CELL);
      graph.append(":h=").append(CELL).append(":color=white:t=fill:enable='gte(mod(floor(n/");
      graph.append(1 << bit).append(")\\,2)\\,1)'");
    }
    return graph.append(",format=yuv420p").toString();
  }

  private String sounds() {
    return "aevalsrc='0.05*sin(2*PI*440*t)+0.6*sin(2*PI*1760*t)*lt(mod(t,1),0.0667)'"
        + ":s=48000:c=stereo:d="
        + seconds;
  }

  /** One second between key pictures, pictures that refer forward where the codec has them. */
  private static final class Codecs {
    static final List<String> H264 =
        List.of(
            ("-c:v libx264 -preset veryfast -profile:v high -bf 2 -g 30 -keyint_min 30"
                    + " -sc_threshold 0 -b:v 900k -maxrate 1000k -bufsize 500k")
                .split(" "));
    static final List<String> H264_HEAVY =
        List.of(
            ("-vf noise=alls=80:allf=t -c:v libx264 -preset ultrafast -g 30 -keyint_min 30"
                    + " -sc_threshold 0 -b:v 20M -maxrate 22M -bufsize 10M")
                .split(" "));
    static final List<String> H264_VARIABLE =
        List.of(
            ("-vf select='not(eq(mod(n,5),1)+eq(mod(n,5),3))' -vsync vfr -c:v libx264"
                    + " -preset veryfast -bf 2 -g 36 -keyint_min 36 -sc_threshold 0 -b:v 400k")
                .split(" "));

    static final List<String> H264_IN_ORDER =
        List.of(
            ("-c:v libx264 -preset veryfast -bf 0 -g 30 -keyint_min 30 -sc_threshold 0 -b:v 400k")
                .split(" "));

    /** Leading pictures refer across the key picture that they follow in decoding order. */
    static final List<String> H264_OPEN =
        List.of(
            ("-c:v libx264 -preset veryfast -bf 2 -g 25 -keyint_min 25 -sc_threshold 0"
                    + " -flags -cgop -x264-params open-gop=1 -b:v 400k")
                .split(" "));

    static final List<String> HEVC =
        List.of(
            ("-c:v libx265 -preset ultrafast -tag:v hvc1 -b:v 600k -x265-params"
                    + " bframes=3:keyint=30:min-keyint=30:scenecut=0:open-gop=0:log-level=error")
                .split(" "));
    static final List<String> AV1 = List.of("-c:v libsvtav1 -preset 12 -g 30 -b:v 600k".split(" "));
    static final List<String> VP9 =
        List.of(
            "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -g 30 -b:v 600k".split(" "));
    static final List<String> AAC = List.of("-c:a aac -b:a 96k".split(" "));
    static final List<String> OPUS =
        List.of("-c:a libopus -b:a 96k -strict experimental".split(" "));

    static final List<String> MP3 = List.of("-c:a libmp3lame -ar 44100 -b:a 96k".split(" "));
    static final List<String> AC3 = List.of("-c:a ac3 -b:a 192k".split(" "));
    static final List<String> EAC3 = List.of("-c:a eac3 -b:a 192k".split(" "));
    static final List<String> FLAC = List.of("-c:a flac -strict experimental".split(" "));

    private Codecs() {}
  }
}
