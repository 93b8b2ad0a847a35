package dev.fairlead.media.container.mpegts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.container.mpegts.PublishedProgram.Seen;
import dev.fairlead.media.testkit.SampleScript;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramPublisherTest {
  /** Seconds before the 33 bits of a timestamp are used up: 95,443.7 s. */
  private static final long NEAR_THE_WRAP_S = 95_442;

  private static final long HOURS_S = 3_600;
  private static final int PICTURES_WITHIN_A_SECOND = 20;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
  private final PublishedProgram published = new PublishedProgram(allocator);
  private final TsMuxer muxer = new TsMuxer();

  @AfterEach
  void everyBufferIsGivenBack() {
    published.close();
    assertEquals(0, allocator.metric().usedHeapMemory());
  }

  private void send(Sample sample) {
    ByteBuf packets = Unpooled.buffer();
    muxer.writeSample(sample, packets);
    published.receive(packets);
  }

  private static Sample shifted(Sample sample, long seconds) {
    return new Sample(
        sample.track(),
        sample.dtsTicks() + seconds * sample.track().timescaleHz(),
        (int) (sample.ptsTicks() - sample.dtsTicks()),
        sample.isRandomAccess() ? Sample.RANDOM_ACCESS : 0,
        0,
        sample.payload());
  }

  @ParameterizedTest
  @ValueSource(strings = {SampleScript.H264_AAC, SampleScript.H265_EAC3, SampleScript.OPUS_MP3})
  void publishesEverySampleWithItsBytesAndDistancesInTimeOverTheWrap(String name) {
    SampleScript script = SampleScript.load(name);
    muxer.tracks(script.tracks());

    for (Sample sample : script.samples()) {
      send(shifted(sample, NEAR_THE_WRAP_S));
    }
    published.demuxer.end(published.program);
    published.program.end();
    published.flush();

    for (Track track : script.tracks()) {
      List<Sample> sent =
          script.samples().stream().filter(sample -> sample.track().id() == track.id()).toList();
      List<Seen> seen = published.seen(track.format().codec());
      assertEquals(sent.size(), seen.size(), track.format().codec().name());
      for (int i = 0; i < sent.size(); i++) {
        // Delimiters and parameter sets of the transport stream come in front.
        String payload = ByteBufUtil.hexDump(sent.get(i).payload());
        assertTrue(seen.get(i).payload().endsWith(payload), "sample " + i + " is altered");
        // A tick of 90 kHz is what the way through a transport stream may round.
        assertEquals(
            ticks(sent.get(i).dtsTicks() - sent.getFirst().dtsTicks(), track),
            seen.get(i).dtsTicks() - seen.getFirst().dtsTicks(),
            1);
        assertEquals(
            ticks(sent.get(i).ptsTicks() - sent.get(i).dtsTicks(), track),
            seen.get(i).ptsTicks() - seen.get(i).dtsTicks(),
            1);
      }
    }
  }

  private static long ticks(long trackTicks, Track track) {
    return Timescale.rescale(trackTicks, track.timescaleHz(), Timescale.MPEG_HZ);
  }

  @Test
  void fortyNineHoursGoOnWithoutAJump() {
    SampleScript script = SampleScript.load(SampleScript.H264_AAC);
    Track video = script.tracks().getFirst();
    Sample key = script.samples().stream().filter(Sample::isRandomAccess).findFirst().orElseThrow();
    muxer.tracks(List.of(video));

    int stepSeconds = 8;
    int samples = (int) (49 * HOURS_S / stepSeconds);
    for (int i = 0; i <= samples; i++) {
      send(shifted(key, (long) i * stepSeconds));
    }

    List<Seen> seen = published.seen(Codec.H264);
    assertTrue(seen.size() >= samples, "the last one waits for its end: " + seen.size());
    for (int i = 1; i < seen.size(); i++) {
      assertEquals(
          (long) stepSeconds * Timescale.MPEG_HZ,
          seen.get(i).dtsTicks() - seen.get(i - 1).dtsTicks());
    }
  }

  @Test
  void whoJoinsAtTheBeginningSeesAllTracksBeforeTheFirstSample() {
    SampleScript script = SampleScript.load(SampleScript.H264_AAC);
    muxer.tracks(script.tracks());

    for (Sample sample : delayingSound(script)) {
      send(sample);
    }

    assertEquals(
        List.of("started 0", "track H264", "track AAC", "samples"), published.calls.subList(0, 4));
  }

  /** Pictures first, as multiplexers with a large buffer for sound send them. */
  private static List<Sample> delayingSound(SampleScript script) {
    List<Sample> ordered = new ArrayList<>();
    for (MediaKind kind : List.of(MediaKind.VIDEO, MediaKind.AUDIO)) {
      script.samples().stream()
          .filter(sample -> sample.track().kind() == kind)
          .limit(kind == MediaKind.VIDEO ? PICTURES_WITHIN_A_SECOND : Long.MAX_VALUE)
          .forEach(ordered::add);
    }
    return ordered;
  }

  @Test
  void soundThatNeverComesIsNotWaitedForLongerThanASecond() {
    SampleScript script = SampleScript.load(SampleScript.H264_AAC);
    muxer.tracks(script.tracks());
    List<Sample> pictures =
        script.samples().stream().filter(s -> s.track().kind() == MediaKind.VIDEO).toList();

    pictures.stream().limit(PICTURES_WITHIN_A_SECOND).forEach(this::send);
    int early = published.seen.size();
    for (Sample picture : pictures) {
      send(shifted(picture, 2));
    }

    assertEquals(0, early);
    assertTrue(published.seen(Codec.H264).size() >= PICTURES_WITHIN_A_SECOND + pictures.size() - 1);
    assertTrue(published.calls.contains("track H264"));
  }

  @Test
  void aProgramThatEndsAtOnceIsPublishedAllTheSame() {
    SampleScript script = SampleScript.load(SampleScript.H264_AAC);
    muxer.tracks(script.tracks());
    send(script.samples().getFirst());

    published.demuxer.end(published.program);
    published.program.end();
    published.flush();

    assertEquals(1, published.seen.size());
  }
}
