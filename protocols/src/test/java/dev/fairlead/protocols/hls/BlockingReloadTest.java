package dev.fairlead.protocols.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.protocols.hls.BlockingReload.Verdict;
import org.junit.jupiter.api.Test;

/** What is answered, what waits and what is refused (RFC 8216bis draft 17 §6.2.5.2). */
class BlockingReloadTest {
  private static Verdict judge(HlsRig rig, long sequence, int part) {
    return BlockingReload.judge(
        new Directives(sequence, part, false),
        rig.video.window(),
        rig.video.window().state(),
        HlsRig.PART_MS);
  }

  private static Verdict judge(HlsRig rig, long sequence) {
    return judge(rig, sequence, Directives.UNSET);
  }

  @Test
  void answersAtOnceWhenNothingIsAsked() {
    try (HlsRig rig = HlsRig.with(1)) {
      assertEquals(
          Verdict.READY,
          BlockingReload.judge(
              Directives.NONE, rig.video.window(), rig.video.window().state(), HlsRig.PART_MS));
    }
  }

  @Test
  void waitsForAWholeSegmentEvenWhenItsPartsAreThere() {
    try (HlsRig rig = HlsRig.with(3)) {
      rig.part(true);

      assertEquals(Verdict.READY, judge(rig, 2));
      assertEquals(Verdict.WAIT, judge(rig, 3));
    }
  }

  @Test
  void waitsForTheNextPart() {
    try (HlsRig rig = HlsRig.with(3)) {
      rig.part(true);

      assertEquals(Verdict.READY, judge(rig, 3, 0));
      assertEquals(Verdict.WAIT, judge(rig, 3, 1));
    }
  }

  @Test
  void takesAPartPastTheEndOfASegmentForTheFirstOfTheNext() {
    try (HlsRig rig = HlsRig.with(3)) {
      assertEquals(Verdict.READY, judge(rig, 2, HlsRig.PARTS - 1));
      assertEquals(Verdict.WAIT, judge(rig, 2, HlsRig.PARTS));

      rig.part(true);
      assertEquals(Verdict.READY, judge(rig, 2, HlsRig.PARTS));
    }
  }

  @Test
  void goesOnWaitingWhenTheSegmentTurnsOutShorter() {
    try (HlsRig rig = HlsRig.with(3)) {
      rig.part(true);
      Directives asked = new Directives(3, 1, false);
      rig.video.complete();

      assertFalse(BlockingReload.isReady(asked, rig.video.window(), rig.video.window().state()));
      rig.part(true);
      assertTrue(BlockingReload.isReady(asked, rig.video.window(), rig.video.window().state()));
    }
  }

  @Test
  void refusesSegmentsThatNobodyCanKnowOf() {
    try (HlsRig rig = HlsRig.with(3)) {
      assertEquals(Verdict.WAIT, judge(rig, 4));
      assertEquals(Verdict.TOO_FAR, judge(rig, 5));
      assertEquals(Verdict.TOO_FAR, judge(rig, 999_999_999_999_999_999L));
    }
  }

  @Test
  void refusesPartsThatNobodyCanKnowOf() {
    try (HlsRig rig = HlsRig.with(3)) {
      rig.part(true);

      assertEquals(Verdict.WAIT, judge(rig, 3, 15));
      assertEquals(Verdict.TOO_FAR, judge(rig, 3, 16));
      assertEquals(Verdict.WAIT, judge(rig, 4, 14));
      assertEquals(Verdict.TOO_FAR, judge(rig, 4, 15));
    }
  }

  @Test
  void allowsThreeLongPartsAhead() {
    try (HlsRig rig = HlsRig.with(3)) {
      rig.part(true);

      assertEquals(
          Verdict.WAIT,
          BlockingReload.judge(
              new Directives(3, 3, false), rig.video.window(), rig.video.window().state(), 1_000));
      assertEquals(
          Verdict.TOO_FAR,
          BlockingReload.judge(
              new Directives(3, 4, false), rig.video.window(), rig.video.window().state(), 1_000));
    }
  }

  @Test
  void answersEverythingAtOnceAfterTheEnd() {
    try (HlsRig rig = HlsRig.with(3)) {
      rig.video.end();

      assertEquals(Verdict.READY, judge(rig, 3, 0));
      assertEquals(Verdict.READY, judge(rig, 900));
    }
  }

  @Test
  void answersForWhatLeftTheWindow() {
    try (HlsRig rig = HlsRig.with(HlsRig.WINDOW_SEGMENTS + 5)) {
      assertEquals(Verdict.READY, judge(rig, 0));
      assertEquals(Verdict.READY, judge(rig, 0, 77));
    }
  }
}
