package dev.fairlead.media.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.broadcast.PublisherClaim;
import dev.fairlead.media.broadcast.PublisherListener;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.testkit.ManualExecutor;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a publisher's claim to windows and back to nothing, over a real bus. */
final class PackagerServiceTest {
  private static final BroadcastKey KEY = new BroadcastKey("key");
  private static final long LINGER_NS = 60_000_000_000L;

  private final ManualExecutor publisherLoop = new ManualExecutor();
  private final ManualExecutor packagerLoop = new ManualExecutor();
  private final BroadcastRegistry registry = new BroadcastRegistry(BroadcastLimits.DEFAULT);
  private final PackagerService service =
      new PackagerService(SegmentTargets.DEFAULT, LINGER_NS, broadcast -> packagerLoop);
  private final List<ByteBuf> payloads = new ArrayList<>();
  private long startMs;

  PackagerServiceTest() {
    registry.addListener(service);
  }

  @AfterEach
  void everyPayloadIsReleased() {
    registry.all().forEach(broadcast -> broadcast.stop(EndReason.SHUTDOWN));
    runAll();
    service.close();
    runAll();
    for (ByteBuf payload : payloads) {
      assertEquals(0, payload.refCnt());
    }
  }

  private void runAll() {
    ManualExecutor.runAll(publisherLoop, packagerLoop);
  }

  private Publisher publish() {
    List<Publisher> granted = new ArrayList<>();
    registry.claim(
        KEY,
        new TenantId("tenant"),
        new PublisherClaim(
            publisherLoop,
            new PublisherListener() {
              @Override
              public void granted(Publisher publisher, boolean resumed) {
                granted.add(publisher);
              }

              @Override
              public void refused() {}

              @Override
              public void evicted(Eviction reason) {}
            },
            false));
    runAll();
    return granted.getFirst();
  }

  private void feed(Publisher publisher, Track track, int millis) {
    for (int i = 0; i < millis / 40; i++) {
      ByteBuf payload = ByteBufAllocator.DEFAULT.buffer(8).writeLong(i);
      payloads.add(payload);
      long ms = startMs + i * 40L;
      publisher.publish(
          track,
          ms,
          0,
          ms % 2_000 == 0 ? Sample.RANDOM_ACCESS : 0,
          PackagingRig.EPOCH_NS + ms * 1_000_000,
          payload);
    }
    startMs += millis;
    publisher.flush();
    runAll();
  }

  @Test
  void findsABroadcastOnceThereIsSomethingToPlay() {
    Publisher publisher = publish();
    Track video = publisher.addTrack(TestTracks.video(1, 1_000).format(), "");
    assertNull(service.find(KEY));

    feed(publisher, video, 4_200);

    PackagedBroadcast packaged = service.find(KEY);
    assertNotNull(packaged);
    assertTrue(packaged.runId().matches("[0-9a-z]+"));
    assertEquals(2, packaged.window("v1").state().endSequence());
  }

  @Test
  void keepsAnEndedBroadcastForAWhileAndThenLetsGo() {
    Publisher publisher = publish();
    Track video = publisher.addTrack(TestTracks.video(1, 1_000).format(), "");
    feed(publisher, video, 4_200);
    publisher.end(EndReason.UNPUBLISHED);
    runAll();

    PackagedBroadcast packaged = service.find(KEY);
    assertNotNull(packaged);
    assertTrue(packaged.window("v1").state().ended());
    service.advance(5);
    service.advance(5 + LINGER_NS - 1);
    assertSame(packaged, service.find(KEY));
    service.advance(5 + LINGER_NS);
    runAll();

    assertNull(service.find(KEY));
    assertTrue(packaged.window("v1").state().isEmpty());
  }

  @Test
  void newRunReplacesTheOldOneWhenItCanBePlayed() {
    Publisher publisher = publish();
    feed(publisher, publisher.addTrack(TestTracks.video(1, 1_000).format(), ""), 4_200);
    publisher.end(EndReason.UNPUBLISHED);
    runAll();
    PackagedBroadcast old = service.find(KEY);

    Publisher next = publish();
    Track video = next.addTrack(TestTracks.video(1, 1_000).format(), "");
    startMs = 0;
    assertSame(old, service.find(KEY));
    feed(next, video, 400);

    PackagedBroadcast current = service.find(KEY);
    assertNotNull(current);
    assertNotEquals(old.runId(), current.runId());
    assertTrue(old.window("v1").state().isEmpty());
    assertFalse(current.window("v1").state().isEmpty());
    next.end(EndReason.UNPUBLISHED);
    runAll();
  }

  @Test
  void broadcastWithoutMediaLeavesNothingBehind() {
    Publisher publisher = publish();
    publisher.end(EndReason.UNPUBLISHED);
    runAll();

    assertNull(service.find(KEY));
  }

  @Test
  void closingReleasesWhatStillRuns() {
    Publisher publisher = publish();
    Track video = publisher.addTrack(TestTracks.video(1, 1_000).format(), "");
    feed(publisher, video, 4_200);

    service.close();
    runAll();
    feed(publisher, video, 400);
    publisher.end(EndReason.SHUTDOWN);
    runAll();

    assertNull(service.find(KEY));
  }
}
