package dev.fairlead.media.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.testkit.ManualExecutor;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DerivedTrackTest {
  private static final BroadcastKey KEY = new BroadcastKey("show");
  private static final AudioFormat AAC = audio(Codec.AAC);
  private static final AudioFormat OPUS = audio(Codec.OPUS);

  private final ManualExecutor owner = new ManualExecutor();
  private final ManualExecutor nextOwner = new ManualExecutor();
  private final ManualExecutor readers = new ManualExecutor();
  private final BroadcastRegistry registry = new BroadcastRegistry(BroadcastLimits.DEFAULT);
  private final RecordingSubscriber reader = new RecordingSubscriber();
  private final List<ByteBuf> payloads = new ArrayList<>();

  private Publisher publisher;
  private Track original;
  private DerivedTrack derived;

  private static AudioFormat audio(Codec codec) {
    return new AudioFormat(codec, 48_000, CodecConfiguration.NONE, "any", 48_000, 2, 0);
  }

  @BeforeEach
  void begin() {
    publisher = claim(owner, false);
    original = publisher.addTrack(AAC, "en");
    publisher.broadcast().subscribe(reader, readers);
    run();
    reader.take();
    derived = publisher.broadcast().derive(original, OPUS);
  }

  private Publisher claim(ManualExecutor loop, boolean takeover) {
    RecordingPublisherListener listener = new RecordingPublisherListener();
    registry.claim(KEY, new TenantId("tenant"), new PublisherClaim(loop, listener, takeover));
    run();
    return listener.publisher;
  }

  @AfterEach
  void everyPayloadIsReleased() {
    publisher.broadcast().stop(EndReason.STOPPED);
    run();
    derive(1_000_000);
    derived.flush();
    run();
    for (ByteBuf payload : payloads) {
      assertEquals(0, payload.refCnt());
    }
  }

  private void run() {
    ManualExecutor.runAll(owner, nextOwner, readers);
  }

  private ByteBuf payload() {
    ByteBuf payload = PooledByteBufAllocator.DEFAULT.directBuffer(1).writeByte(1);
    payloads.add(payload);
    return payload;
  }

  private void derive(long ticks) {
    derived.publish(ticks, false, 0, payload());
  }

  private void publish(long ticks) {
    publisher.publish(original, ticks, 0, Sample.RANDOM_ACCESS, 0, payload());
    publisher.flush();
  }

  private long dropped() {
    return registry.counters().value(BroadcastCounter.DERIVED_DROPPED);
  }

  @Test
  void appearsWithItsFirstSampleAndEndsBehindItsLast() {
    assertEquals(List.of(original), publisher.broadcast().tracks());
    derive(960);
    derive(1_920);
    derived.end();
    run();

    assertEquals(
        List.of("track 2.0", "2.0 @960 key", "2.0 @1920 key", "track over 2.0"), reader.take());
    assertEquals(List.of(original), publisher.broadcast().tracks());
  }

  @Test
  void saysWhatItIsDerivedFrom() {
    derive(960);
    derived.flush();
    run();

    Track track = publisher.broadcast().tracks().getLast();
    assertTrue(track.isDerived());
    assertEquals(original.id(), track.sourceId());
    assertEquals("en", track.language());
    assertEquals(OPUS, track.format());
  }

  @Test
  void anEndWithoutSamplesTellsNobody() {
    derived.end();
    run();

    assertEquals(List.of(), reader.take());
  }

  @Test
  void whoJoinsGetsItWithWhatIsKept() {
    publish(0);
    derive(0);
    derived.flush();
    run();
    RecordingSubscriber late = new RecordingSubscriber();
    publisher.broadcast().subscribe(late, readers);
    run();

    assertEquals(List.of("started [1.0, 2.0]", "1.0 @0 key", "2.0 @0 key"), late.take());
  }

  @Test
  void goesOnUnderAnotherOwner() {
    derive(960);
    derived.flush();
    run();
    reader.take();
    // Handed over while the old one still owns the broadcast, and looked at by the new one.
    derive(1_920);
    derived.flush();
    RecordingPublisherListener next = new RecordingPublisherListener();
    registry.claim(KEY, new TenantId("tenant"), new PublisherClaim(nextOwner, next, true));
    run();
    derive(2_880);
    derived.flush();
    run();

    assertEquals(List.of("2.0 @1920 key", "2.0 @2880 key"), reader.take());
  }

  @Test
  void isNoTrackThatAReturningPublisherTakesUp() {
    derive(960);
    derived.flush();
    publisher.suspend(0);
    run();
    publisher = claim(nextOwner, false);
    Track opus = publisher.addTrack(OPUS, "en");
    publisher.tracksComplete();
    run();

    assertEquals(original.id(), opus.id());
    assertEquals(2, publisher.broadcast().tracks().size());
    assertTrue(publisher.broadcast().tracks().getLast().isDerived());
  }

  @Test
  void timesThatDoNotAdvanceAreLeftOut() {
    derive(960);
    derive(960);
    derive(500);
    derive(1_920);
    derived.flush();
    run();

    assertEquals(List.of("track 2.0", "2.0 @960 key", "2.0 @1920 key"), reader.take());
    assertEquals(2, dropped());
  }

  @Test
  void whatWaitsForTheOwnerIsBounded() {
    for (int i = 0; i < DerivedTrack.MAX_WAITING_PACKETS + 10; i++) {
      derive(i * 960L);
    }
    derived.flush();
    run();

    assertEquals(10, dropped());
    assertEquals(1 + DerivedTrack.MAX_WAITING_PACKETS, reader.take().size());
  }

  @Test
  void onlyInterruptionsAreMarked() {
    derived.publish(960, true, 0, payload());
    derived.publish(1_920, false, 0, payload());
    derived.flush();
    run();

    assertEquals(List.of("track 2.0", "2.0 @960 key joint", "2.0 @1920 key"), reader.take());
  }
}
