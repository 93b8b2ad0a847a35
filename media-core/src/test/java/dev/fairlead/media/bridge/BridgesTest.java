package dev.fairlead.media.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.broadcast.PublisherClaim;
import dev.fairlead.media.broadcast.PublisherListener;
import dev.fairlead.media.broadcast.Subscriber;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.testkit.ManualExecutor;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BridgesTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long LINGER_NS = 10 * SECOND_NS;
  private static final int BLOCK = 1_024;
  private static final AudioFormat AAC = audio(Codec.AAC);
  private static final AudioFormat OPUS = audio(Codec.OPUS);
  private static final AudioFormat MP3 = audio(Codec.MP3);
  private static final VideoFormat VIDEO =
      new VideoFormat(
          Codec.H264, 1_000, CodecConfiguration.NONE, "avc1.64001F", 1, 1, 1, 1, FrameRate.UNKNOWN);

  private final ManualExecutor owner = new ManualExecutor();
  private final ManualExecutor feed = new ManualExecutor();
  private final ManualExecutor worker = new ManualExecutor();
  private final PlainCodecs codecs = new PlainCodecs();
  private final BroadcastRegistry registry = new BroadcastRegistry(BroadcastLimits.DEFAULT);
  private final Bridges bridges = new Bridges(codecs, LINGER_NS, any -> feed, any -> worker);
  private final List<String> heard = new ArrayList<>();
  private final List<ByteBuf> payloads = new ArrayList<>();
  private final List<Long> derivedTicks = new ArrayList<>();

  private Publisher publisher;
  private boolean workerGone;
  private long nextTicks = 48_000;

  private static AudioFormat audio(Codec codec) {
    return new AudioFormat(codec, 48_000, CodecConfiguration.NONE, "any", 48_000, 2, BLOCK);
  }

  private Broadcast broadcast() {
    if (publisher == null) {
      registry.addListener(bridges);
      claim(false);
      publisher.broadcast().subscribe(new Reader(), owner);
      run();
      heard.clear();
    }
    return publisher.broadcast();
  }

  private void claim(boolean takeover) {
    registry.claim(
        new BroadcastKey("show"),
        new TenantId("tenant"),
        new PublisherClaim(
            owner,
            new PublisherListener() {
              @Override
              public void granted(Publisher granted, boolean resumed) {
                publisher = granted;
              }

              @Override
              public void refused() {
                throw new AssertionError();
              }

              @Override
              public void evicted(Eviction reason) {}
            },
            takeover));
    run();
  }

  private void run() {
    ManualExecutor.runAll(owner, feed, worker);
  }

  private Track add(TrackFormat format) {
    broadcast();
    Track track = publisher.addTrack(format, "en");
    run();
    return track;
  }

  private void publish(Track track) {
    ByteBuf payload = PlainCodecs.payload(new float[BLOCK]);
    payloads.add(payload);
    publisher.publish(track, nextTicks, 0, Sample.RANDOM_ACCESS, 0, payload);
    nextTicks += BLOCK;
    publisher.flush();
  }

  private void publish(Track track, int count) {
    for (int i = 0; i < count; i++) {
      publish(track);
      run();
    }
  }

  private BridgeLease require() {
    BridgeLease lease = bridges.require(broadcast(), Codec.OPUS);
    run();
    return lease;
  }

  private long count(BridgeCounter counter) {
    return bridges.counters().value(counter);
  }

  private void passLinger() {
    bridges.advance(0);
    bridges.advance(LINGER_NS);
    run();
  }

  @AfterEach
  void nothingStaysBehind() {
    broadcast().stop(EndReason.STOPPED);
    run();
    for (ByteBuf payload : payloads) {
      assertEquals(0, payload.refCnt());
    }
    assertEquals(0, codecs.open);
    assertEquals(0, count(BridgeCounter.BRIDGES_NOW));
  }

  @Nested
  class OnDemand {
    @Test
    void nothingIsBridgedThatNobodyNeeds() {
      Track sound = add(AAC);

      publish(sound, 20);

      assertEquals(List.of(), heard);
      assertEquals(0, count(BridgeCounter.SAMPLES_BRIDGED));
    }

    @Test
    void theFirstWhoNeedsItStartsIt() {
      Track sound = add(AAC);
      publish(sound, 100);

      BridgeLease lease = require();

      assertEquals(BridgeState.RUNNING, lease.state());
      assertEquals(List.of("derived OPUS of 1 in en"), heard);
      assertTrue(derivedTicks.getLast() > nextTicks - 2 * BLOCK, "it is at the live edge at once");
      assertTrue(
          nextTicks - derivedTicks.getFirst()
              <= BridgeRun.LEAD_IN_NS * 48_000 / SECOND_NS + 2 * BLOCK,
          "and does not begin long before it");
    }

    @Test
    void allShareIt() {
      Track sound = add(AAC);
      BridgeLease first = require();
      BridgeLease second = require();
      publish(sound, 50);

      assertEquals(1, count(BridgeCounter.BRIDGES_STARTED));
      assertEquals(BridgeState.RUNNING, first.state());
      assertEquals(BridgeState.RUNNING, second.state());
      assertEquals(50, count(BridgeCounter.SAMPLES_BRIDGED));
    }

    @Test
    void itLingersAndEndsWhenTheLastIsGone() {
      Track sound = add(AAC);
      BridgeLease first = require();
      BridgeLease second = require();
      publish(sound, 10);
      first.close();
      first.close();
      passLinger();
      publish(sound, 10);
      assertEquals(20, count(BridgeCounter.SAMPLES_BRIDGED), "one still needs it");

      second.close();
      bridges.advance(0);
      bridges.advance(LINGER_NS - 1);
      publish(sound, 10);
      assertEquals(30, count(BridgeCounter.SAMPLES_BRIDGED), "it lingers");
      bridges.advance(LINGER_NS);
      run();
      publish(sound, 10);

      assertEquals(30, count(BridgeCounter.SAMPLES_BRIDGED));
      assertEquals("ended OPUS", heard.getLast());
      assertEquals(0, codecs.open);
      assertEquals(BridgeState.ENDED, second.state());
    }

    @Test
    void whoComesWhileItLingersKeepsIt() {
      Track sound = add(AAC);
      require().close();
      publish(sound, 10);
      bridges.advance(0);
      require();
      bridges.advance(LINGER_NS);
      run();
      publish(sound, 10);

      assertEquals(1, count(BridgeCounter.BRIDGES_STARTED));
      assertEquals(20, count(BridgeCounter.SAMPLES_BRIDGED));
    }

    @Test
    void itStartsAnewAfterItsEnd() {
      Track sound = add(AAC);
      require().close();
      publish(sound, 10);
      passLinger();

      BridgeLease again = require();
      publish(sound, 10);

      assertEquals(BridgeState.RUNNING, again.state());
      assertEquals(
          List.of("derived OPUS of 1 in en", "ended OPUS", "derived OPUS of 1 in en"), heard);
    }

    @Test
    void itEndsWithTheBroadcast() {
      Track sound = add(AAC);
      BridgeLease lease = require();
      publish(sound, 10);

      broadcast().stop(EndReason.STOPPED);
      run();

      assertEquals(BridgeState.ENDED, lease.state());
      assertEquals(BridgeState.ENDED, require().state());
    }
  }

  @Nested
  class ChoosingTheSource {
    @Test
    void soundOfThatCodingIsNotBridged() {
      add(AAC);
      Track opus = add(OPUS);
      BridgeLease lease = require();
      publish(opus, 10);

      assertEquals(BridgeState.NOT_NEEDED, lease.state());
      assertEquals(List.of(), heard);
    }

    @Test
    void picturesAloneAreToldApart() {
      add(VIDEO);

      assertEquals(BridgeState.NO_SOUND, require().state());
    }

    @Test
    void soundThatComesLaterIsBridged() {
      add(VIDEO);
      BridgeLease lease = require();
      Track sound = add(AAC);
      publish(sound, 10);

      assertEquals(BridgeState.RUNNING, lease.state());
    }

    @Test
    void beforeAnyTrackNothingIsSettled() {
      BridgeLease lease = require();

      assertEquals(BridgeState.STARTING, lease.state());
      assertFalse(lease.settled().toCompletableFuture().isDone());
      publish(add(AAC), 10);
      assertSame(BridgeState.RUNNING, lease.settled().toCompletableFuture().getNow(null));
    }

    @Test
    void aPublisherThatChangesToThatCodingNeedsItNoMore() {
      Track sound = add(AAC);
      BridgeLease lease = require();
      publish(sound, 10);

      Track opus = publisher.changeFormat(sound, OPUS);
      run();
      publish(opus, 10);

      assertEquals(BridgeState.NOT_NEEDED, lease.state());
      assertEquals("ended OPUS", heard.getLast());
      assertEquals(10, count(BridgeCounter.SAMPLES_BRIDGED));
      assertEquals(0, codecs.open);
    }

    @Test
    void theNextTrackTakesOverWhenTheFirstEnds() {
      Track first = add(AAC);
      Track second = add(AAC);
      require();
      publish(first, 10);
      publisher.endTrack(first);
      run();
      publish(second, 10);

      assertEquals(
          List.of("derived OPUS of 1 in en", "ended OPUS", "derived OPUS of 2 in en"), heard);
    }

    @Test
    void aPublisherThatTakesOverIsFollowed() {
      Track sound = add(AAC);
      BridgeLease lease = require();
      publish(sound, 10);
      claim(true);
      Track next = publisher.addTrack(AAC, "en");
      nextTicks += 480_000;
      publish(next, 10);

      assertEquals(BridgeState.RUNNING, lease.state());
      assertEquals(List.of("derived OPUS of 1 in en"), heard);
      assertEquals(20, count(BridgeCounter.SAMPLES_BRIDGED));
    }
  }

  @Nested
  class WhatCannotBeDone {
    @Test
    void withoutTheLibrarySoundStaysAsItIs() {
      codecs.available = false;
      Track sound = add(AAC);
      BridgeLease lease = require();
      publish(sound, 10);

      assertEquals(BridgeState.UNAVAILABLE, lease.state());
      assertEquals(1, count(BridgeCounter.CODEC_UNAVAILABLE), "told once");
      assertEquals(List.of(), heard);
    }

    @Test
    void aCodingThatNobodyDecodesIsSaidAtOnce() {
      add(MP3);

      assertEquals(BridgeState.UNAVAILABLE, require().state());
    }

    @Test
    void aCodecThatFailsEndsTheBridgeAndNothingElse() {
      codecs.failAfter = 5;
      Track sound = add(AAC);
      BridgeLease lease = require();
      publish(sound, 10);

      assertEquals(BridgeState.UNAVAILABLE, lease.state());
      assertEquals(1, count(BridgeCounter.BRIDGE_FAILED));
      assertEquals("ended OPUS", heard.getLast());
      assertEquals(0, codecs.open);
    }

    @Test
    void afterTheEndOfTheNodeNobodyGetsOne() {
      Track sound = add(AAC);
      BridgeLease before = require();
      publish(sound, 5);
      bridges.close();
      run();

      assertEquals(BridgeState.ENDED, before.state());
      assertEquals(BridgeState.ENDED, require().state());
      assertEquals(1, count(BridgeCounter.BRIDGES_REFUSED));
    }

    @Test
    void aWorkerThatIsGoneLeavesNothingBehind() {
      Bridges closing =
          new Bridges(
              codecs,
              LINGER_NS,
              any -> feed,
              any ->
                  task -> {
                    if (workerGone) {
                      throw new RejectedExecutionException();
                    }
                    worker.execute(task);
                  });
      Track sound = add(AAC);
      closing.require(broadcast(), Codec.OPUS);
      run();
      publish(sound, 10);
      workerGone = true;
      publish(sound, 10);
      closing.close();
      run();

      assertEquals(0, codecs.open);
      assertEquals("ended OPUS", heard.getLast());
    }
  }

  @Nested
  class UnderLoad {
    @Test
    void lateSamplesAreLeftOutAndCountedInOneGap() {
      Track sound = add(AAC);
      require();
      publish(sound, 10);
      for (int i = 0; i < 100; i++) {
        publish(sound);
        ManualExecutor.runAll(owner, feed);
      }
      run();
      publish(sound, 10);

      long late = count(BridgeCounter.LATE_DROPPED);
      assertTrue(late > 90 && late < 100, late + " were late");
      assertEquals(120, late + count(BridgeCounter.SAMPLES_BRIDGED));
      int gaps = 0;
      for (int i = 1; i < derivedTicks.size(); i++) {
        gaps += derivedTicks.get(i) - derivedTicks.get(i - 1) > 2 * BLOCK ? 1 : 0;
      }
      assertEquals(1, gaps);
      assertTrue(derivedTicks.getLast() > nextTicks - 2 * BLOCK, "it is live again");
    }

    @Test
    void aShortStallLosesNothing() {
      Track sound = add(AAC);
      require();
      publish(sound, 10);
      for (int i = 0; i < 20; i++) {
        publish(sound);
        ManualExecutor.runAll(owner, feed);
      }
      run();

      assertEquals(0, count(BridgeCounter.LATE_DROPPED));
      assertEquals(30, count(BridgeCounter.SAMPLES_BRIDGED));
    }

    @Test
    void whatWaitsIsBounded() {
      Track sound = add(AAC);
      require();
      publish(sound, 10);
      for (int i = 0; i < 2_000; i++) {
        publish(sound);
        ManualExecutor.runAll(owner, feed);
      }
      long held = payloads.stream().filter(payload -> payload.refCnt() > 0).count();

      assertTrue(held < 700, held + " payloads are held");
      run();
    }

    @Test
    void bridgesOnOneThreadTakeTurns() {
      Track sound = add(AAC);
      require();
      for (int i = 0; i < 24; i++) {
        publish(sound);
      }
      ManualExecutor.runAll(owner, feed);

      // One more than a turn takes asks for another turn, behind whoever waits by then.
      List<String> order = new ArrayList<>();
      worker.execute(() -> order.add("other after " + count(BridgeCounter.SAMPLES_BRIDGED)));
      run();

      assertEquals(List.of("other after 16"), order);
      assertEquals(24, count(BridgeCounter.SAMPLES_BRIDGED));
    }
  }

  private final class Reader implements Subscriber {
    @Override
    public void started(List<Track> tracks) {}

    @Override
    public void trackChanged(Track track) {
      if (track.isDerived()) {
        heard.add(
            "derived %s of %d in %s"
                .formatted(track.format().codec(), track.sourceId(), track.language()));
      }
    }

    @Override
    public void trackEnded(Track track) {
      if (track.isDerived()) {
        heard.add("ended " + track.format().codec());
      }
    }

    @Override
    public void sample(Sample sample) {
      if (sample.track().isDerived()) {
        derivedTicks.add(sample.dtsTicks());
      }
    }

    @Override
    public void skipped(int samples) {
      heard.add("skipped " + samples);
    }

    @Override
    public void flush() {}

    @Override
    public void ended(EndReason reason) {}

    @Override
    public void failed(RuntimeException cause) {
      throw new AssertionError(cause);
    }
  }
}
