package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

/**
 * What a reader found in one container.
 *
 * @param video in decode order
 * @param audio in decode order
 */
record MediaDump(List<AccessUnit> video, List<AccessUnit> audio) {
  /** Reads the lines of ffmpeg's {@code framehash} output. */
  static MediaDump parse(String text) {
    long[] numerator = new long[2];
    long[] denominator = new long[2];
    boolean[] isVideo = new boolean[2];
    List<AccessUnit> video = new ArrayList<>();
    List<AccessUnit> audio = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (line.startsWith("#tb ")) {
        String[] parts = line.substring(4).split("[:/] ?");
        int track = Integer.parseInt(parts[0]);
        numerator[track] = Long.parseLong(parts[1].strip());
        denominator[track] = Long.parseLong(parts[2].strip());
      } else if (line.startsWith("#media_type ")) {
        isVideo[line.charAt(12) - '0'] = line.endsWith("video");
      } else if (!line.startsWith("#") && line.contains(",")) {
        String[] fields = line.split(", *");
        int track = Integer.parseInt(fields[0].strip());
        long scale = 1_000_000 * numerator[track];
        AccessUnit unit =
            new AccessUnit(
                Math.floorDiv(Long.parseLong(fields[1].strip()) * scale, denominator[track]),
                Math.floorDiv(Long.parseLong(fields[2].strip()) * scale, denominator[track]),
                Integer.parseInt(fields[4].strip()),
                fields[5].strip());
        (isVideo[track] ? video : audio).add(unit);
      }
    }
    return new MediaDump(video, audio);
  }

  /**
   * Demands that this is an unbroken run of the reference up to its last sample: nothing altered,
   * lost, doubled or moved.
   *
   * @param what names the output
   * @param leastFrames of video, or of audio where there is no video
   * @param toleranceMicros the coarser of the two containers' clocks
   */
  void assertEndsAs(MediaDump reference, String what, int leastFrames, long toleranceMicros) {
    int firstVideo = assertTail(reference.video, video, what + " video", toleranceMicros);
    int firstAudio = assertTail(reference.audio, audio, what + " audio", toleranceMicros);
    int found = reference.video.isEmpty() ? audio.size() : video.size();
    assertTrue(found >= leastFrames, what + " has " + found + " of at least " + leastFrames);
    if (!video.isEmpty() && !audio.isEmpty()) {
      long was =
          reference.audio.get(firstAudio).ptsMicros() - reference.video.get(firstVideo).ptsMicros();
      long is = audio.getFirst().ptsMicros() - video.getFirst().ptsMicros();
      assertTrue(
          Math.abs(was - is) <= 2 * toleranceMicros,
          what + ": sound moved against pictures by " + (is - was) + " us");
    }
  }

  private static int assertTail(
      List<AccessUnit> reference, List<AccessUnit> actual, String what, long toleranceMicros) {
    int skipped = reference.size() - actual.size();
    assertTrue(skipped >= 0, what + " has " + -skipped + " samples too many");
    assertEquals(reference.isEmpty(), actual.isEmpty(), what + " is there");
    for (int i = 0; i < actual.size(); i++) {
      AccessUnit was = reference.get(skipped + i);
      AccessUnit is = actual.get(i);
      String where = what + " sample " + i + " of " + actual.size() + " (" + skipped + " skipped)";
      assertEquals(was.hash(), is.hash(), () -> where + ": " + near(reference, actual, is));
      assertNear(
          was.ptsMicros(),
          reference.get(skipped).ptsMicros(),
          is.ptsMicros(),
          actual.getFirst().ptsMicros(),
          toleranceMicros,
          where + " presentation time");
      assertNear(
          was.dtsMicros(),
          reference.get(skipped).dtsMicros(),
          is.dtsMicros(),
          actual.getFirst().dtsMicros(),
          toleranceMicros,
          where + " decoding time");
    }
    return skipped;
  }

  private static void assertNear(
      long was, long wasFirst, long is, long isFirst, long toleranceMicros, String what) {
    long difference = (is - isFirst) - (was - wasFirst);
    assertTrue(Math.abs(difference) <= toleranceMicros, what + " moved by " + difference + " us");
  }

  /** Where else the sample is, for the message. */
  private static String near(List<AccessUnit> reference, List<AccessUnit> actual, AccessUnit unit) {
    for (int i = 0; i < reference.size(); i++) {
      if (reference.get(i).hash().equals(unit.hash())) {
        return "it is sample " + i + " of " + reference.size() + " of what was sent";
      }
    }
    return "it was never sent: " + unit + "; last read " + actual.getLast();
  }
}
