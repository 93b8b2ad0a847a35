package dev.fairlead.protocols.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.SegmentTargets;
import dev.fairlead.media.segment.WindowScript;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a page fetches before its player asks. */
class HeadStartTest {
  private static final int PART_MS = 200;

  private final List<WindowScript> windows = new ArrayList<>();

  private final PackagedBroadcast broadcast =
      WindowScript.broadcast("cam", "r1", new SegmentTargets(1_000, 5_000, PART_MS, 20_000));

  @AfterEach
  void letGo() {
    windows.forEach(WindowScript::release);
  }

  private WindowScript video(String name) {
    windows.add(WindowScript.video(broadcast, name, 4));
    return windows.getLast();
  }

  private WindowScript audio(String name) {
    windows.add(WindowScript.audio(broadcast, name, "", 4));
    return windows.getLast();
  }

  @Test
  void namesListsHeadersAndPartsFromWhereThePlayerBegins() {
    WindowScript video = video("v1");
    WindowScript audio = audio("a2");
    video.segment(5, PART_MS).part(PART_MS, true).part(PART_MS, false);
    audio.segment(5, PART_MS).part(PART_MS, true).part(PART_MS, true);

    // The edge is at 1.4 s, and players begin 0.8 s before it: at a picture that needs 0.0.
    assertEquals(
        List.of(
            "r1/v1.m3u8",
            "r1/a2.m3u8",
            "r1/v1/init0.mp4",
            "r1/v1/0.0.m4s",
            "r1/v1/0.1.m4s",
            "r1/v1/0.2.m4s",
            "r1/v1/0.3.m4s",
            "r1/v1/0.4.m4s",
            "r1/v1/1.0.m4s",
            "r1/v1/1.1.m4s",
            "r1/a2/init0.mp4",
            "r1/a2/0.0.m4s",
            "r1/a2/0.1.m4s",
            "r1/a2/0.2.m4s",
            "r1/a2/0.3.m4s",
            "r1/a2/0.4.m4s",
            "r1/a2/1.0.m4s",
            "r1/a2/1.1.m4s"),
        HeadStart.paths(broadcast));
  }

  @Test
  void beginsInTheSegmentUnderWayOnceItIsLongEnough() {
    WindowScript video = video("v1");
    video.segment(5, PART_MS).part(PART_MS, true);
    for (int i = 0; i < 3; i++) {
      video.part(PART_MS, false);
    }

    assertEquals(
        List.of(
            "r1/v1.m3u8",
            "r1/v1/init0.mp4",
            "r1/v1/1.0.m4s",
            "r1/v1/1.1.m4s",
            "r1/v1/1.2.m4s",
            "r1/v1/1.3.m4s"),
        HeadStart.paths(broadcast));
  }

  @Test
  void namesListsAndHeadersAloneWhenThereAreTooManyParts() {
    WindowScript video = video("v1");
    video.segment(40, PART_MS).part(PART_MS, true);

    assertEquals(List.of("r1/v1.m3u8", "r1/v1/init0.mp4"), HeadStart.paths(broadcast));
  }

  @Test
  void guessesNothingWherePlayersChoose() {
    video("v1").segment(5, PART_MS);
    video("v2").segment(5, PART_MS);

    assertEquals(List.of(), HeadStart.paths(broadcast));
  }

  @Test
  void namesNothingBeforeTheFirstSegment() {
    video("v1").part(PART_MS, true);

    assertEquals(List.of(), HeadStart.paths(broadcast));
  }
}
