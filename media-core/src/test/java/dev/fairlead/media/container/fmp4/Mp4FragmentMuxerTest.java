package dev.fairlead.media.container.fmp4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.Fmp4Reader;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.DataFormat;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class Mp4FragmentMuxerTest {
  private static final Track VIDEO =
      new Track(
          1,
          0,
          new VideoFormat(
              Codec.VP9,
              90_000,
              CodecConfiguration.of(new byte[8]),
              "vp09.00.30.08",
              640,
              360,
              1,
              1,
              new FrameRate(30, 1)),
          "");
  private static final Track AUDIO =
      new Track(
          2,
          0,
          new AudioFormat(
              Codec.AAC,
              48_000,
              CodecConfiguration.of(new byte[] {0x11, (byte) 0x90}),
              "mp4a.40.2",
              48_000,
              2,
              1_024),
          "");
  private static final Track TAGS =
      new Track(3, 0, new DataFormat(Codec.ID3, 1_000, CodecConfiguration.NONE, ""), "");

  private final Mp4FragmentMuxer muxer = new Mp4FragmentMuxer();
  private final ByteBuf out = Unpooled.buffer();
  private final List<Sample> samples = new ArrayList<>();
  private final Random random = new Random(1);

  @AfterEach
  void everySampleIsReleasedOnce() {
    muxer.close();
    for (Sample sample : samples) {
      assertEquals(1, sample.refCnt());
      sample.release();
    }
  }

  private void write(Track track, long dts, int cts, int flags) {
    byte[] payload = new byte[1 + random.nextInt(50)];
    random.nextBytes(payload);
    ByteBuf bytes = ByteBufAllocator.DEFAULT.buffer().writeBytes(payload);
    Sample sample = new Sample(track, dts, cts, flags, 0, bytes);
    samples.add(sample);
    muxer.writeSample(sample, out);
  }

  private Fmp4Reader read() {
    return Fmp4Reader.read(ByteBufUtil.getBytes(out));
  }

  @Test
  void batchBecomesOneFragmentOfAllItsTracks() {
    muxer.tracks(List.of(VIDEO, AUDIO, TAGS));
    muxer.writeHeader(out);
    for (int batch = 0; batch < 10; batch++) {
      for (int i = 0; i < 3; i++) {
        int n = batch * 3 + i;
        write(VIDEO, n * 3_000, n % 2 * 3_000, n % 15 == 0 ? Sample.RANDOM_ACCESS : 0);
        write(AUDIO, n * 1_600, 0, Sample.RANDOM_ACCESS);
        write(TAGS, n * 33, 0, Sample.RANDOM_ACCESS);
      }
      muxer.writePending(out);
    }

    Fmp4Reader reader = read();
    assertEquals(2, reader.tracks().size());
    assertEquals(10, reader.sequenceNumbers().size());
    for (Track track : List.of(VIDEO, AUDIO)) {
      List<Sample> in = samples.stream().filter(s -> s.track() == track).toList();
      List<Fmp4Reader.ReadSample> got = reader.samples(track.id());
      assertEquals(in.size(), got.size());
      for (int i = 0; i < in.size(); i++) {
        assertEquals(in.get(i).dtsTicks(), got.get(i).dtsTicks());
        assertEquals(in.get(i).ptsTicks(), got.get(i).ptsTicks());
        assertArrayEquals(ByteBufUtil.getBytes(in.get(i).payload()), got.get(i).data());
      }
    }
  }

  @Test
  void singleSamplesLastAsLongAsTheOneBefore() {
    muxer.tracks(List.of(VIDEO));
    muxer.writeHeader(out);
    for (long dts : new long[] {0, 3_600, 7_200}) {
      write(VIDEO, dts, 0, Sample.RANDOM_ACCESS);
      muxer.writePending(out);
    }

    List<Fmp4Reader.ReadSample> got = read().samples(1);
    assertEquals(3_000, got.get(0).durationTicks(), "as declared");
    assertEquals(3_600, got.get(1).durationTicks(), "as measured");
    assertEquals(3_600, got.get(2).durationTicks());
  }

  @Test
  void emptyBatchWritesNothing() {
    muxer.tracks(List.of(VIDEO));
    muxer.writeHeader(out);
    int before = out.writerIndex();

    muxer.writePending(out);

    assertEquals(before, out.writerIndex());
  }

  @Test
  void headerStaysValidUntilATrackChanges() {
    assertTrue(muxer.tracks(List.of(VIDEO, AUDIO)));
    muxer.writeHeader(out);

    assertTrue(muxer.tracks(List.of(VIDEO, AUDIO, TAGS)), "data is not in the header");
    assertTrue(muxer.accepts(List.of(VIDEO, AUDIO)));
    assertFalse(muxer.accepts(List.of(VIDEO)));
    assertFalse(muxer.tracks(List.of(VIDEO.withFormat(VIDEO.format()), AUDIO)));
  }

  @Test
  void samplesOfAnotherVersionAreLeftOut() {
    muxer.tracks(List.of(VIDEO));
    muxer.writeHeader(out);

    write(VIDEO.withFormat(VIDEO.format()), 0, 0, Sample.RANDOM_ACCESS);
    muxer.writePending(out);

    assertEquals(List.of(), read().samples());
  }

  @Test
  void closingLetsGoOfWhatWasGathered() {
    muxer.tracks(List.of(VIDEO));
    muxer.writeHeader(out);

    write(VIDEO, 0, 0, Sample.RANDOM_ACCESS);

    assertEquals(2, samples.getFirst().refCnt());
  }

  @Test
  void batchLargerThanAFragmentIsSplit() {
    muxer.tracks(List.of(VIDEO));
    muxer.writeHeader(out);
    for (int i = 0; i < TrackRun.MAX_SAMPLES + 1; i++) {
      write(VIDEO, i * 3_000L, 0, 0);
    }
    muxer.writePending(out);

    assertEquals(TrackRun.MAX_SAMPLES + 1, read().samples().size());
    assertEquals(List.of(1, 2), read().sequenceNumbers());
  }
}
