package dev.fairlead.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Clips with a rate of one's choice, made by ffmpeg: H.264 without B-frames, and AAC. */
final class TestClip {
  private static final int SECONDS = 20;
  private static final int AUDIO_KBPS = 128;

  private TestClip() {}

  /** Makes one of 720 lines, 30 pictures a second and a key picture every two seconds. */
  static FlvClip make(Path file, int videoKbps) throws IOException, InterruptedException {
    String rate = videoKbps + "k";
    ChildProcess.output(
        List.of(
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-y",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=1280x720:rate=30",
            "-f",
            "lavfi",
            "-i",
            "sine",
            "-t",
            Integer.toString(SECONDS),
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
            "-g",
            "60",
            "-bf",
            "0",
            "-pix_fmt",
            "yuv420p",
            "-b:v",
            rate,
            "-maxrate",
            rate,
            "-bufsize",
            rate,
            "-c:a",
            "aac",
            "-b:a",
            AUDIO_KBPS + "k",
            file.toString()));
    return FlvClip.read(file);
  }
}
