package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader that judges our outputs agrees with itself on foreign ones, and sees each fault. */
class MediaDumpIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long MILLISECOND_MICROS = 1_000;

  @TempDir Path folder;

  @Test
  void readsTheSameSamplesOutOfEveryContainer() {
    MediaDump reference = dump(Clip.H264_AAC.file().toString(), Pulling.h264());

    assertEquals(Clip.H264_AAC.frames(), reference.video().size());
    for (String suffix : List.of("mp4", "ts", "flv")) {
      Path copy = folder.resolve("copy." + suffix);
      ChildProcess.run(
          "remuxing",
          List.of(
              Tool.FFMPEG.path(),
              "-nostdin",
              "-v",
              "error",
              "-i",
              Clip.H264_AAC.file().toString(),
              "-c",
              "copy",
              copy.toString()),
          PATIENCE);
      List<String> filters = suffix.equals("ts") ? Pulling.h264InTs() : Pulling.h264();
      dump(copy.toString(), filters)
          .assertEndsAs(reference, suffix, Clip.H264_AAC.frames(), MILLISECOND_MICROS);
    }
  }

  @Test
  void seesLossDoublingAlterationAndDelay() {
    MediaDump reference = dump(Clip.H264_AAC.file().toString(), Pulling.h264());

    assertCaught(reference, units -> units.remove(100));
    assertCaught(reference, units -> units.removeLast());
    assertCaught(reference, units -> units.add(100, units.get(100)));
    assertCaught(reference, units -> units.set(100, changed(units.get(100), "other", 0)));
    assertCaught(
        reference, units -> units.set(100, changed(units.get(100), units.get(100).hash(), 2_000)));
    assertThrows(
        AssertionError.class,
        () -> reference.assertEndsAs(reference, "short", 1_000, MILLISECOND_MICROS));
  }

  private static AccessUnit changed(AccessUnit unit, String hash, long laterMicros) {
    return new AccessUnit(unit.dtsMicros(), unit.ptsMicros() + laterMicros, unit.bytes(), hash);
  }

  private static void assertCaught(
      MediaDump reference, java.util.function.Consumer<List<AccessUnit>> damage) {
    UnaryOperator<List<AccessUnit>> damaged =
        units -> {
          List<AccessUnit> copy = new ArrayList<>(units);
          damage.accept(copy);
          return copy;
        };
    MediaDump video = new MediaDump(damaged.apply(reference.video()), reference.audio());
    MediaDump audio = new MediaDump(reference.video(), damaged.apply(reference.audio()));
    assertThrows(
        AssertionError.class, () -> video.assertEndsAs(reference, "video", 1, MILLISECOND_MICROS));
    assertThrows(
        AssertionError.class, () -> audio.assertEndsAs(reference, "audio", 1, MILLISECOND_MICROS));
  }

  private static MediaDump dump(String input, List<String> filters) {
    try (Pulling pulling = Pulling.start("reading " + input, List.of(), input, filters)) {
      return pulling.awaitEnd(PATIENCE);
    }
  }
}
