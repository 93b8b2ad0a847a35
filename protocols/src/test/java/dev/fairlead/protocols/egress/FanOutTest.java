package dev.fairlead.protocols.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.broadcast.EndReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FanOutTest {
  private static final int LINGER_MS = EgressConfig.DEFAULT.lingerMs();

  @Nested
  class Batches {
    @Test
    void sendsEachPictureWithTheSoundBeforeIt() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        RecordingViewer viewer = rig.viewer();
        viewer.take();

        rig.sound(10);
        rig.sound(30);
        rig.delta(33);

        assertEquals(List.of("2k10|2k30|1d33|"), viewer.writes);
      }
    }

    @Test
    void soundWithoutPicturesWaitsForFortyMilliseconds() {
      try (EgressRig rig = EgressRig.perFrame().withSound()) {
        rig.sound(0);
        RecordingViewer viewer = rig.viewer();
        rig.pass(40);
        viewer.take();

        rig.sound(21);
        rig.pass(21);
        rig.sound(42);
        rig.pass(18);
        assertEquals(List.of(), viewer.writes);
        rig.pass(1);

        assertEquals(List.of("1k21|1k42|"), viewer.writes);
      }
    }

    @Test
    void windowGathersPictures() {
      try (EgressRig rig =
          new EgressRig(EgressConfig.DEFAULT.withWindow(new FlushWindow.Fixed(100)))
              .withVideoAndSound()) {
        rig.key(0);
        RecordingViewer viewer = rig.viewer();
        viewer.take();

        for (int ms = 33; ms <= 300; ms += 33) {
          rig.pass(33);
          rig.delta(ms);
        }

        assertEquals(
            List.of("1d33|1d66|1d99|", "1d132|1d165|1d198|", "1d231|1d264|1d297|"), viewer.writes);
      }
    }

    @Test
    void windowEndsByItselfWhenNoPictureComes() {
      try (EgressRig rig =
          new EgressRig(EgressConfig.DEFAULT.withWindow(new FlushWindow.Fixed(100)))
              .withVideoAndSound()) {
        rig.key(0);
        RecordingViewer viewer = rig.viewer();
        viewer.take();

        rig.pass(10);
        rig.delta(10);
        rig.pass(89);
        assertEquals(List.of(), viewer.writes);
        rig.pass(1);

        assertEquals(List.of("1d10|"), viewer.writes);
      }
    }

    @Test
    void viewersShareOneMuxer() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        RecordingViewer first = rig.viewer();
        RecordingViewer second = rig.viewer();

        rig.delta(33);

        assertEquals(1, rig.muxers.size());
        assertEquals("H1.0+2.0|1k0|1d33|", first.take());
        assertEquals("H1.0+2.0|1k0|1d33|", second.take());
      }
    }

    @Test
    void sampleThatTheFormatFailsOnIsLeftOutAlone() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        RecordingViewer viewer = rig.viewer();
        viewer.take();

        rig.video(33, false, new byte[] {TextMuxer.POISON});
        rig.delta(66);

        assertEquals("1d66|", viewer.take());
        assertEquals(1, rig.count(EgressCounter.SAMPLE_UNWRITABLE));
      }
    }

    @Test
    void largeSampleIsSentWhole() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        RecordingViewer viewer = rig.viewer();

        rig.video(0, true, new byte[600_000]);
        rig.delta(33);

        assertEquals("H1.0+2.0|1k0|1d33|", viewer.take());
      }
    }
  }

  @Nested
  class Joining {
    @Test
    void viewerBeforeTheFirstKeyPictureWaitsForIt() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        RecordingViewer viewer = rig.viewer();
        rig.sound(0);
        rig.delta(0);
        rig.pass(100);
        assertEquals("", viewer.take());

        rig.key(33);

        assertEquals("H1.0+2.0|1k33|", viewer.take());
      }
    }

    @Test
    void laterViewerStartsAtOnceWithTheKeptMedia() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        rig.viewer();
        rig.delta(33);
        rig.sound(40);
        rig.key(66);
        rig.sound(70);
        rig.delta(99);

        RecordingViewer later = rig.viewer();

        assertEquals("H1.0+2.0|1k66|2k70|1d99|", later.take());
      }
    }

    @Test
    void laterViewerGoesOnWithoutGapOrOverlap() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        rig.viewer();
        rig.sound(10);

        RecordingViewer later = rig.viewer();
        rig.delta(33);
        rig.delta(66);

        assertEquals("H1.0+2.0|1k0|2k10|1d33|1d66|", later.take());
      }
    }

    @Test
    void viewerThatLeavesBeforeItsFirstByteGetsNone() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        RecordingViewer viewer = new RecordingViewer();
        viewer.place = rig.join(viewer);
        viewer.place.leave();
        viewer.place.leave();

        rig.run();
        rig.key(33);

        assertEquals("", viewer.take());
        assertEquals(0, rig.count(EgressCounter.VIEWERS_NOW));
      }
    }

    @Test
    void soundOnlyViewerStartsWithTheNewestSound() {
      try (EgressRig rig = EgressRig.perFrame().withSound()) {
        rig.sound(0);
        rig.viewer();
        rig.pass(40);
        rig.sound(40);
        rig.pass(40);

        assertEquals("H1.0|1k40|", rig.viewer().take());
      }
    }

    @Test
    void soundLeadsWhereMetadataCameBeforeIt() {
      try (EgressRig rig = EgressRig.perFrame().withTags().withSound()) {
        rig.tag(0);
        rig.sound(10);
        RecordingViewer viewer = rig.viewer();
        rig.pass(40);
        rig.sound(50);
        rig.pass(40);

        assertTrue(viewer.take().contains("50"), "the viewer is let in by sound");
      }
    }

    @Test
    void pastItsBoundKeptMediaIsLetGoAndViewersWait() {
      EgressConfig small =
          new EgressConfig(FlushWindow.PER_FRAME, 256, 20, 3_000, 20_000, LINGER_MS);
      try (EgressRig rig = new EgressRig(small).withVideoAndSound()) {
        rig.key(1_000);
        RecordingViewer first = rig.viewer();
        rig.delta(1_033);
        rig.delta(1_066);
        rig.delta(1_099);

        RecordingViewer later = rig.viewer();
        rig.delta(1_132);
        assertEquals("", later.take());
        rig.key(1_165);

        assertEquals("H1.0+2.0|1k1165|", later.take());
        assertEquals("H1.0+2.0|1k1000|1d1033|1d1066|1d1099|1d1132|1k1165|", first.take());
        assertTrue(rig.count(EgressCounter.KEPT_OVERFLOW) > 0);
      }
    }
  }

  @Nested
  class SlowViewers {
    @Test
    void shortStopLosesNothing() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        RecordingViewer viewer = rig.viewer();
        viewer.take();

        viewer.writable = false;
        rig.delta(33);
        rig.delta(66);
        viewer.writable = true;
        viewer.place.writable();

        assertEquals("1d33|1d66|", viewer.take());
        assertEquals(0, viewer.place.samplesDropped());
      }
    }

    @Test
    void longStopLeavesOutTheRestOfTheGroupOfPictures() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        RecordingViewer viewer = rig.viewer();
        viewer.take();

        viewer.writable = false;
        for (int ms = 33; ms < 10_000; ms += 33) {
          rig.pass(33);
          if (ms % 990 == 0) {
            rig.key(ms);
          } else {
            rig.delta(ms);
          }
        }
        viewer.writable = true;
        rig.delta(10_000);

        String got = viewer.take();
        assertTrue(got.startsWith("1k9900|1d9933|"), got);
        assertTrue(got.endsWith("1d10000|"), got);
        assertEquals(299, viewer.place.samplesDropped());
        assertEquals(299, rig.count(EgressCounter.SAMPLES_DROPPED));
        assertEquals(1, rig.count(EgressCounter.VIEWER_SKIPPED));
      }
    }

    @Test
    void connectionThatTakesNothingForTwentySecondsIsClosed() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        RecordingViewer viewer = rig.viewer();
        viewer.take();

        viewer.writable = false;
        rig.key(33);
        rig.pass(20_000);
        rig.key(66);
        assertEquals("", viewer.take());
        rig.pass(1);
        rig.key(99);

        assertEquals("stalled", viewer.take());
        assertEquals(0, rig.count(EgressCounter.VIEWERS_NOW));
      }
    }

    @Test
    void viewerThatThrowsHurtsNobodyElse() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        RecordingViewer first = rig.viewer();
        RecordingViewer broken = rig.viewer();
        RecordingViewer last = rig.viewer();
        first.take();
        last.take();

        broken.throwing = true;
        rig.delta(33);
        rig.delta(66);

        assertEquals("1d33|1d66|", first.take());
        assertEquals("1d33|1d66|", last.take());
        assertEquals(2, rig.count(EgressCounter.VIEWERS_NOW));
        assertEquals(1, rig.count(EgressCounter.VIEWER_FAILED));
      }
    }

    @Test
    void pausedViewerResumesAtTheNextKeyPicture() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        RecordingViewer viewer = rig.viewer();
        rig.delta(33);
        viewer.take();

        viewer.place.pause(true);
        rig.delta(66);
        viewer.place.pause(false);
        rig.delta(99);
        assertEquals("", viewer.take());
        rig.key(132);

        assertEquals("1k132|", viewer.take());
        assertEquals(0, viewer.place.samplesDropped());
      }
    }

    @Test
    void pausedViewerResumesAtOnceAtAKeyPictureItHasNotSeen() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        RecordingViewer viewer = rig.viewer();
        viewer.take();

        viewer.place.pause(true);
        rig.key(33);
        rig.delta(66);
        viewer.place.pause(false);

        assertEquals("1k33|1d66|", viewer.take());
      }
    }

    @Test
    void countsTheMediaThatWasSent() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        RecordingViewer viewer = rig.viewer();
        rig.delta(40);
        rig.delta(80);
        viewer.place.pause(true);
        rig.delta(120);
        viewer.place.pause(false);
        rig.key(160);
        rig.delta(200);

        assertEquals(120, viewer.place.mediaMillis());
      }
    }
  }

  @Nested
  class TrackChanges {
    @Test
    void reachEverybodyInTheMiddle() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        RecordingViewer viewer = rig.viewer();
        viewer.take();

        rig.video = rig.publisher.changeFormat(rig.video, EgressRig.videoFormat(2));
        rig.key(33);

        assertEquals("C1.1+2.0|1k33|", viewer.take());
      }
    }

    @Test
    void joinerAfterwardsGetsTheNewHeader() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        rig.viewer();
        rig.video = rig.publisher.changeFormat(rig.video, EgressRig.videoFormat(2));
        rig.key(33);

        assertEquals("H1.1+2.0|1k33|", rig.viewer().take());
      }
    }

    @Test
    void joinerBeforeTheNextKeyPictureGetsTheOldHeaderAndThenTheChange() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        rig.viewer();
        rig.publisher.endTrack(rig.audio);
        rig.delta(33);

        assertEquals("H1.0+2.0|1k0|C1.0|1d33|", rig.viewer().take());
      }
    }

    @Test
    void viewerThatSkippedThemIsToldWhenItComesBack() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        RecordingViewer viewer = rig.viewer();
        viewer.take();

        viewer.place.pause(true);
        rig.video = rig.publisher.changeFormat(rig.video, EgressRig.videoFormat(2));
        rig.key(33);
        rig.video = rig.publisher.changeFormat(rig.video, EgressRig.videoFormat(3));
        rig.key(66);
        rig.key(99);
        viewer.place.pause(false);

        assertEquals("C1.2+2.0|1k99|", viewer.take());
      }
    }

    @Test
    void formatWithoutThemClosesItsViewersAndTakesNewOnes() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.changesTracks = false;
        rig.key(0);
        RecordingViewer viewer = rig.viewer();
        viewer.take();

        rig.video = rig.publisher.changeFormat(rig.video, EgressRig.videoFormat(2));
        rig.key(33);

        assertEquals("ended STOPPED", viewer.take());
        assertEquals("H1.1+2.0|1k33|", rig.viewer().take());
      }
    }

    @Test
    void videoThatComesLateLetsNobodyInBeforeItsKeyPicture() {
      try (EgressRig rig = EgressRig.perFrame().withSound()) {
        rig.sound(0);
        rig.viewer();
        rig.pass(40);
        rig.video = rig.publisher.addTrack(EgressRig.videoFormat(1), "");
        rig.delta(40);

        RecordingViewer later = rig.viewer();
        assertEquals("", later.take());
        rig.key(80);

        assertEquals("H1.0+2.0|2k80|", later.take());
      }
    }
  }

  @Nested
  class TheEnd {
    @Test
    void reachesEverybodyAfterTheLastByte() {
      EgressRig rig = EgressRig.perFrame().withVideoAndSound();
      rig.key(0);
      RecordingViewer first = rig.viewer();
      RecordingViewer second = rig.viewer();
      rig.sound(20);

      rig.close();

      assertEquals("H1.0+2.0|1k0|2k20|E|ended UNPUBLISHED", first.take());
      assertEquals("H1.0+2.0|1k0|2k20|E|ended UNPUBLISHED", second.take());
      assertEquals(0, rig.count(EgressCounter.VIEWERS_NOW));
      assertEquals(0, rig.count(EgressCounter.GROUPS_NOW));
      assertTrue(rig.muxers.getFirst().closed);
    }

    @Test
    void reachesAViewerThatComesTooLate() {
      EgressRig rig = EgressRig.perFrame().withVideoAndSound();
      rig.key(0);
      rig.close();

      assertEquals("ended UNPUBLISHED", rig.viewer().take());
      assertEquals(0, rig.count(EgressCounter.GROUPS_NOW));
    }

    @Test
    void groupWithoutViewersGoesAfterAWhile() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        rig.viewer().place.leave();
        rig.pass(LINGER_MS - 1);
        assertEquals(1, rig.count(EgressCounter.GROUPS_NOW));

        rig.pass(1);

        assertEquals(0, rig.count(EgressCounter.GROUPS_NOW));
        assertTrue(rig.muxers.getFirst().closed);
        assertEquals("H1.0+2.0|1k0|", rig.viewer().take());
      }
    }

    @Test
    void groupStaysWhenSomebodyComesInTime() {
      try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
        rig.key(0);
        rig.viewer().place.leave();
        rig.pass(LINGER_MS - 1);
        RecordingViewer viewer = rig.viewer();

        rig.pass(LINGER_MS);

        assertEquals("H1.0+2.0|1k0|", viewer.take());
        assertEquals(1, rig.muxers.size());
        assertFalse(rig.muxers.getFirst().closed);
      }
    }
  }

  @Nested
  class Cohorts {
    @Test
    void areServedInTasksOfTheirOwn() {
      EgressConfig pairs =
          new EgressConfig(FlushWindow.PER_FRAME, 2, 1 << 20, 3_000, 20_000, LINGER_MS);
      try (EgressRig rig = new EgressRig(pairs).withVideoAndSound()) {
        rig.key(0);
        List<RecordingViewer> viewers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          viewers.add(rig.viewer());
          viewers.getLast().take();
        }

        rig.publisher.publish(
            rig.video, 33, 0, 0, 0, io.netty.buffer.Unpooled.directBuffer().writeByte(1));
        rig.publisher.flush();
        List<Integer> served = new ArrayList<>();
        rig.channel.unfreezeTime();
        rig.run();
        viewers.forEach(viewer -> served.add(viewer.writes.size()));

        assertEquals(List.of(1, 1, 1, 1, 1), served);
        assertEquals(5 + 5 + 5, rig.count(EgressCounter.WRITES));
      }
    }

    @Test
    void endReachesAllOfThem() {
      EgressConfig pairs =
          new EgressConfig(FlushWindow.PER_FRAME, 2, 1 << 20, 3_000, 20_000, LINGER_MS);
      EgressRig rig = new EgressRig(pairs).withVideoAndSound();
      rig.key(0);
      List<RecordingViewer> viewers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        viewers.add(rig.viewer());
      }

      rig.broadcast().stop(EndReason.STOPPED);
      rig.run();
      rig.close();

      for (RecordingViewer viewer : viewers) {
        assertEquals("H1.0+2.0|1k0|E|ended STOPPED", viewer.take());
      }
      assertEquals(0, rig.count(EgressCounter.GROUPS_NOW));
    }
  }
}
