package dev.fairlead.media.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.testkit.ManualExecutor;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BroadcastTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final BroadcastKey KEY = new BroadcastKey("show");
  private static final TenantId TENANT = new TenantId("tenant");
  private static final VideoFormat VIDEO = video(640);
  private static final AudioFormat AUDIO =
      new AudioFormat(Codec.AAC, 1_000, CodecConfiguration.NONE, "mp4a.40.2", 48_000, 2, 1_024);

  private final ManualExecutor publisherLoop = new ManualExecutor();
  private final ManualExecutor viewerLoop = new ManualExecutor();
  private final ManualExecutor otherLoop = new ManualExecutor();
  private final List<ByteBuf> payloads = new ArrayList<>();

  private BroadcastRegistry registry = new BroadcastRegistry(BroadcastLimits.DEFAULT);

  @AfterEach
  void everyPayloadIsReleased() {
    for (Broadcast broadcast : registry.all()) {
      broadcast.stop(EndReason.STOPPED);
    }
    runAll();
    for (ByteBuf payload : payloads) {
      assertEquals(0, payload.refCnt());
    }
  }

  @Nested
  class WhenPublishing {
    @Test
    void deliversSamplesInOrderWithOneWakeUpPerBatch() {
      Publisher publisher = publish();
      Track video = publisher.addTrack(VIDEO, "");
      RecordingSubscriber viewer = subscribe(publisher, viewerLoop);
      viewer.take();

      key(publisher, video, 0);
      delta(publisher, video, 33);
      delta(publisher, video, 67);
      publisher.flush();

      assertEquals(1, viewerLoop.runAll());
      assertEquals(List.of("1.0 @0 key", "1.0 @33", "1.0 @67"), viewer.take());
    }

    @Test
    void servesAllSubscribersOfALoopByOneWakeUp() {
      Publisher publisher = publish();
      Track video = publisher.addTrack(VIDEO, "");
      RecordingSubscriber first = subscribe(publisher, viewerLoop);
      RecordingSubscriber second = subscribe(publisher, viewerLoop);

      key(publisher, video, 0);
      publisher.flush();

      assertEquals(1, viewerLoop.runAll());
      assertTrue(first.take().contains("1.0 @0 key"));
      assertTrue(second.take().contains("1.0 @0 key"));
    }

    @Test
    void startsAJoinerAtTheLastRandomAccessPointWithoutGapOrOverlap() {
      Publisher publisher = publish();
      Track video = publisher.addTrack(VIDEO, "");
      Track audio = publisher.addTrack(AUDIO, "");
      key(publisher, video, 0);
      delta(publisher, video, 40);
      key(publisher, video, 80);
      sound(publisher, audio, 85);
      delta(publisher, video, 120);

      RecordingSubscriber viewer = subscribe(publisher, viewerLoop);
      delta(publisher, video, 160);
      publisher.flush();
      runAll();

      assertEquals(
          List.of("started [1.0, 2.0]", "1.0 @80 key", "2.0 @85 key", "1.0 @120", "1.0 @160"),
          viewer.take());
    }

    @Test
    void tellsOfTracksThatAppearChangeAndEnd() {
      Publisher publisher = publish();
      Track video = publisher.addTrack(VIDEO, "");
      RecordingSubscriber viewer = subscribe(publisher, viewerLoop);
      key(publisher, video, 0);

      Track wider = publisher.changeFormat(video, video(1_280));
      key(publisher, wider, 40);
      Track audio = publisher.addTrack(AUDIO, "de");
      sound(publisher, audio, 45);
      publisher.endTrack(audio);
      publisher.flush();
      runAll();

      assertEquals(
          List.of(
              "started [1.0]",
              "1.0 @0 key",
              "track 1.1",
              "1.1 @40 key",
              "track 2.0",
              "2.0 @45 key",
              "track over 2.0"),
          viewer.take());
      assertEquals(List.of(wider), publisher.broadcast().tracks());
    }

    @Test
    void unchangedFormatMakesNoNewVersion() {
      Publisher publisher = publish();
      Track video = publisher.addTrack(VIDEO, "");

      assertEquals(video, publisher.changeFormat(video, video(640)));
    }

    @Test
    void callsNobodyWhoHasLeft() {
      Publisher publisher = publish();
      Track video = publisher.addTrack(VIDEO, "");
      RecordingSubscriber viewer = new RecordingSubscriber();
      Subscription subscription = publisher.broadcast().subscribe(viewer, viewerLoop);
      runAll();
      viewer.take();

      key(publisher, video, 0);
      publisher.flush();
      subscription.cancel();
      runAll();

      assertEquals(List.of(), viewer.take());
    }

    @Test
    void detachesASubscriberThatThrowsAndNobodyElse() {
      Publisher publisher = publish();
      Track video = publisher.addTrack(VIDEO, "");
      RecordingSubscriber bad = subscribe(publisher, viewerLoop);
      RecordingSubscriber good = subscribe(publisher, viewerLoop);
      bad.take();
      good.take();

      bad.failing = true;
      key(publisher, video, 0);
      delta(publisher, video, 40);
      publisher.flush();
      runAll();

      assertEquals(List.of("failed as told"), bad.take());
      assertEquals(List.of("1.0 @0 key", "1.0 @40"), good.take());
      assertEquals(1, registry.counters().value(BroadcastCounter.SUBSCRIBER_FAILED));
    }
  }

  @Nested
  class WhenAReaderIsBehind {
    @Test
    void leavesOutSamplesUpToARandomAccessPointOfTheLeadingTrack() {
      limits(new BroadcastLimits(30 * SECOND_NS, 1 << 20, 3, 1 << 20, 0));
      Publisher publisher = publish();
      Track video = publisher.addTrack(VIDEO, "");
      Track audio = publisher.addTrack(AUDIO, "");
      RecordingSubscriber viewer = subscribe(publisher, viewerLoop);
      viewer.take();

      key(publisher, video, 0);
      delta(publisher, video, 40);
      delta(publisher, video, 80);
      delta(publisher, video, 120);
      publisher.flush();
      viewerLoop.runAll();
      delta(publisher, video, 160);
      sound(publisher, audio, 165);
      key(publisher, video, 200);
      delta(publisher, video, 240);
      publisher.flush();
      runAll();

      assertEquals(
          List.of("1.0 @0 key", "1.0 @40", "1.0 @80", "skipped 3", "1.0 @200 key", "1.0 @240"),
          viewer.take());
      assertEquals(3, registry.counters().value(BroadcastCounter.MAILBOX_DROPPED));
    }

    @Test
    void doesNotHoldUpReadersOnOtherLoops() {
      limits(new BroadcastLimits(30 * SECOND_NS, 1 << 20, 2, 1 << 20, 0));
      Publisher publisher = publish();
      Track video = publisher.addTrack(VIDEO, "");
      RecordingSubscriber stuck = subscribe(publisher, viewerLoop);
      RecordingSubscriber quick = subscribe(publisher, otherLoop);
      stuck.take();
      quick.take();

      key(publisher, video, 0);
      for (int i = 1; i < 50; i++) {
        delta(publisher, video, i * 40L);
        publisher.flush();
        otherLoop.runAll();
      }

      assertEquals(50, quick.take().size());
      viewerLoop.runAll();
      assertEquals(List.of("1.0 @0 key", "1.0 @40"), stuck.take());
    }

    @Test
    void boundsWhatIsKeptForJoinersByBytes() {
      limits(new BroadcastLimits(30 * SECOND_NS, 40, 100, 1 << 20, 0));
      Publisher publisher = publish();
      Track video = publisher.addTrack(VIDEO, "");
      key(publisher, video, 0);
      for (int i = 1; i < 10; i++) {
        delta(publisher, video, i * 40L);
      }

      RecordingSubscriber late = subscribe(publisher, viewerLoop);

      assertEquals(List.of("started [1.0]"), late.take());
      assertEquals(1, registry.counters().value(BroadcastCounter.GOP_OVERFLOW));
    }
  }

  @Nested
  class WhenPublishersCompete {
    @Test
    void refusesASecondPublisherThatIsNotToTakeOver() {
      publish();
      RecordingPublisherListener second = claim(otherLoop, false);

      assertEquals(List.of("refused"), second.calls);
    }

    @Test
    void handsTheBroadcastOverAndIgnoresTheOldPublisher() {
      RecordingPublisherListener first = claim(publisherLoop, false);
      Track video = first.publisher.addTrack(VIDEO, "");
      RecordingSubscriber viewer = subscribe(first.publisher, viewerLoop);
      key(first.publisher, video, 1_000);
      first.publisher.flush();
      runAll();
      viewer.take();

      RecordingPublisherListener second = claim(otherLoop, true);
      delta(first.publisher, video, 1_040);
      Track again = second.publisher.addTrack(VIDEO, "");
      second.publisher.publish(again, 0, 0, Sample.RANDOM_ACCESS, 3 * SECOND_NS, payload());
      second.publisher.flush();
      runAll();

      assertEquals(List.of("granted", "evicted REPLACED"), first.calls);
      assertEquals(List.of("resumed"), second.calls);
      assertEquals(video, again);
      assertEquals(List.of("1.0 @3000 key joint"), viewer.take());
    }

    @Test
    void continuesTheBroadcastOfAPublisherThatReturnsInTime() {
      Publisher publisher = publish();
      Track video = publisher.addTrack(VIDEO, "");
      Track audio = publisher.addTrack(AUDIO, "");
      RecordingSubscriber viewer = subscribe(publisher, viewerLoop);
      key(publisher, video, 0);
      sound(publisher, audio, 5);
      publisher.flush();
      runAll();
      viewer.take();

      publisher.suspend(0);
      registry.advance(9 * SECOND_NS);
      runAll();
      RecordingPublisherListener back = claim(otherLoop, false);
      Track again = back.publisher.addTrack(video(1_280), "");
      back.publisher.tracksComplete();
      back.publisher.publish(again, 70_000, 0, Sample.RANDOM_ACCESS, 9 * SECOND_NS, payload());
      back.publisher.flush();
      runAll();

      assertEquals(List.of("resumed"), back.calls);
      assertEquals(List.of("track 1.1", "track over 2.0", "1.1 @9000 key joint"), viewer.take());
    }

    @Test
    void givesReturningTracksTheirNumbersWhateverTheirOrder() {
      Publisher publisher = publish();
      Track large = publisher.addTrack(video(1_280), "");
      Track small = publisher.addTrack(video(640), "");

      publisher.suspend(0);
      Publisher back = claim(otherLoop, false).publisher;

      assertEquals(small, back.addTrack(video(640), ""));
      assertEquals(large, back.addTrack(video(1_280), ""));
      assertEquals(3, back.addTrack(video(320), "").id());
    }

    @Test
    void aPublisherThatIsNotHeardGivesWayToOneThatComes() {
      RecordingPublisherListener first = claim(publisherLoop, false);
      first.publisher.heard(SECOND_NS);

      RecordingPublisherListener early = claimAt(SECOND_NS + Broadcast.SILENT_NS - 1);
      RecordingPublisherListener later = claimAt(SECOND_NS + Broadcast.SILENT_NS);

      assertEquals(List.of("refused"), early.calls);
      assertEquals(List.of("granted", "evicted REPLACED"), first.calls);
      assertEquals(List.of("resumed"), later.calls);
      assertEquals(1, registry.counters().value(BroadcastCounter.PUBLISHER_REPLACED));
    }

    @Test
    void aPublisherThatNeverSaysWhetherItIsHeardKeepsItsPlace() {
      publish();

      assertEquals(List.of("refused"), claimAt(3_600 * SECOND_NS).calls);
    }

    @Test
    void endsWhenNobodyReturns() {
      Publisher publisher = publish();
      RecordingSubscriber viewer = subscribe(publisher, viewerLoop);
      viewer.take();

      publisher.suspend(0);
      registry.advance(10 * SECOND_NS);
      runAll();

      assertEquals(List.of("ended PUBLISHER_LOST"), viewer.take());
      assertNull(registry.find(KEY));
    }

    @Test
    void startsANewBroadcastAfterTheOldOneEnded() {
      Publisher first = publish();
      first.end(EndReason.UNPUBLISHED);
      Publisher second = publish();

      assertTrue(!first.broadcast().id().equals(second.broadcast().id()));
      assertEquals(second.broadcast(), registry.find(KEY));
    }

    @Test
    void evictsThePublisherOfABroadcastThatIsStopped() {
      RecordingPublisherListener listener = claim(publisherLoop, false);
      Broadcast broadcast = registry.find(KEY);
      assertNotNull(broadcast);

      broadcast.stop(EndReason.STOPPED);
      runAll();

      assertEquals(List.of("granted", "evicted STOPPED"), listener.calls);
    }

    @Test
    void tellsALateSubscriberThatItIsOver() {
      Publisher publisher = publish();
      publisher.end(EndReason.UNPUBLISHED);
      RecordingSubscriber late = subscribe(publisher, viewerLoop);

      assertEquals(List.of("ended UNPUBLISHED"), late.take());
    }
  }

  private void limits(BroadcastLimits limits) {
    registry = new BroadcastRegistry(limits);
  }

  private Publisher publish() {
    return claim(publisherLoop, false).publisher;
  }

  private RecordingPublisherListener claim(ManualExecutor loop, boolean takeover) {
    RecordingPublisherListener listener = new RecordingPublisherListener();
    registry.claim(KEY, TENANT, new PublisherClaim(loop, listener, takeover));
    runAll();
    return listener;
  }

  private RecordingPublisherListener claimAt(long nowNs) {
    RecordingPublisherListener listener = new RecordingPublisherListener();
    registry.claim(KEY, TENANT, new PublisherClaim(otherLoop, listener, false, nowNs));
    runAll();
    return listener;
  }

  private RecordingSubscriber subscribe(Publisher publisher, ManualExecutor loop) {
    RecordingSubscriber subscriber = new RecordingSubscriber();
    publisher.broadcast().subscribe(subscriber, loop);
    runAll();
    return subscriber;
  }

  private void key(Publisher publisher, Track track, long millis) {
    publisher.publish(track, millis, 0, Sample.RANDOM_ACCESS, millis * 1_000_000, payload());
  }

  private void delta(Publisher publisher, Track track, long millis) {
    publisher.publish(track, millis, 0, 0, millis * 1_000_000, payload());
  }

  private void sound(Publisher publisher, Track track, long millis) {
    key(publisher, track, millis);
  }

  private ByteBuf payload() {
    ByteBuf payload = PooledByteBufAllocator.DEFAULT.directBuffer(10).writeZero(10);
    payloads.add(payload);
    return payload;
  }

  private void runAll() {
    ManualExecutor.runAll(publisherLoop, viewerLoop, otherLoop);
  }

  private static VideoFormat video(int width) {
    return new VideoFormat(
        Codec.H264,
        1_000,
        CodecConfiguration.NONE,
        "avc1.64001f",
        width,
        360,
        1,
        1,
        FrameRate.UNKNOWN);
  }
}
