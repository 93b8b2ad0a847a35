package dev.fairlead.protocols.audio;

import dev.fairlead.media.testkit.Ffmpeg;
import dev.fairlead.media.testkit.FlvTags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sound made by the host's ffmpeg: a quiet bed of 440 Hz and a beep of 1,760 Hz each second. */
final class Clip {
  private Clip() {}

  /** FLV tags of AAC. */
  static List<FlvTags.Tag> aac(Path folder, int rateHz, int channels, int seconds) {
    String layout = channels == 1 ? "mono" : channels == 2 ? "stereo" : "5.1";
    String tone = "0.05*sin(2*PI*440*t)+0.6*sin(2*PI*1760*t)*lt(mod(t\\,1)\\,0.0667)";
    Path file = folder.resolve("clip-" + rateHz + "-" + channels + ".flv");
    List<String> command =
        new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i"));
    command.add(
        "aevalsrc='" + "|".repeat(0) + tone + "':s=" + rateHz + ":c=" + layout + ":d=" + seconds);
    return tags(command, file);
  }

  private static List<FlvTags.Tag> tags(List<String> command, Path file) {
    command.addAll(List.of("-c:a", "aac", "-b:a", "128k", file.toString()));
    Ffmpeg.run(command);
    try {
      return FlvTags.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
