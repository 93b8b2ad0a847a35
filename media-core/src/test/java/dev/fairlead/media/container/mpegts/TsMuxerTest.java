package dev.fairlead.media.container.mpegts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.container.mpegts.RecordingDemuxerOutput.Clock;
import dev.fairlead.media.container.mpegts.RecordingDemuxerOutput.Pes;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.testkit.ChunkingWorlds;
import dev.fairlead.media.testkit.SampleScript;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsMuxerTest {
  private static final int VIDEO_PID = 0x101;
  private static final int AUDIO_PID = 0x102;
  private static final long MASK = (1L << 33) - 1;
  private static final int CLOCK_TICKS_PER_MS = 27_000;

  private final CounterSet<MpegTsCounter> counters = new CounterSet<>(MpegTsCounter.class);
  private final TsMuxer muxer = new TsMuxer(counters);
  private final ByteBuf out = Unpooled.buffer();

  private RecordingDemuxerOutput demuxed() {
    return RecordingDemuxerOutput.of(List.of(ByteBufUtil.getBytes(out)));
  }

  private RecordingDemuxerOutput muxed(SampleScript script) {
    muxer.tracks(script.tracks());
    for (Sample sample : script.samples()) {
      muxer.writeSample(sample, out);
    }
    return demuxed();
  }

  @ParameterizedTest
  @ValueSource(strings = {SampleScript.H264_AAC, SampleScript.H265_EAC3, SampleScript.OPUS_MP3})
  void carriesEverySampleByteForByteWithItsTimes(String name) {
    SampleScript script = SampleScript.load(name);

    RecordingDemuxerOutput read = muxed(script);

    for (Track track : script.tracks()) {
      List<Sample> sent =
          script.samples().stream().filter(s -> s.track().id() == track.id()).toList();
      List<Pes> received = read.pes(0x100 + track.id());
      assertEquals(sent.size(), received.size());
      for (int i = 0; i < sent.size(); i++) {
        Sample sample = sent.get(i);
        Pes pes = received.get(i);
        assertEquals(wireTicks(sample, sample.dtsTicks()), pes.dtsTicks());
        assertEquals(wireTicks(sample, sample.ptsTicks()), pes.ptsTicks());
        assertEquals(ByteBufUtil.hexDump(sample.payload()), WireForms.busForm(track.format(), pes));
      }
    }
    for (MpegTsCounter counter : MpegTsCounter.values()) {
      assertEquals(0, read.counters.value(counter), counter.id());
      assertEquals(0, counters.value(counter), counter.id());
    }
  }

  private static long wireTicks(Sample sample, long ticks) {
    return (Timescale.rescale(ticks, sample.track().timescaleHz(), 90_000)
            + TsMuxer.TIMELINE_OFFSET_TICKS)
        & MASK;
  }

  @ParameterizedTest
  @ValueSource(strings = {SampleScript.H264_AAC, SampleScript.H265_EAC3, SampleScript.OPUS_MP3})
  void readsTheSameInEveryChunkingWorld(String name) {
    List<String> whole = muxed(SampleScript.load(name)).dump;

    for (List<byte[]> world : ChunkingWorlds.of(ByteBufUtil.getBytes(out))) {
      assertEquals(whole, RecordingDemuxerOutput.of(world).dump);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SampleScript.H264_AAC, SampleScript.H265_EAC3, SampleScript.OPUS_MP3})
  void keepsTheClockAheadOfDecodingAndItsReferencesClose(String name) {
    RecordingDemuxerOutput read = muxed(SampleScript.load(name));

    List<Clock> clocks = read.clocks;
    assertTrue(clocks.size() > 10);
    for (int i = 1; i < clocks.size(); i++) {
      long step = clocks.get(i).ticks() - clocks.get(i - 1).ticks();
      assertTrue(step > 0 && step <= 40 * CLOCK_TICKS_PER_MS, "step " + step);
    }
    long lastClock = 0;
    int clockIndex = 0;
    int pesIndex = 0;
    for (String line : read.dump) {
      if (line.startsWith("clock")) {
        lastClock = clocks.get(clockIndex++).ticks();
      } else if (line.startsWith("Pes")) {
        assertTrue(lastClock <= 300 * read.pes.get(pesIndex++).dtsTicks());
      }
    }
  }

  @Test
  void fillsWholePacketsThatBeginWithTheSyncByte() {
    muxed(SampleScript.load(SampleScript.H264_AAC));

    assertEquals(0, out.readableBytes() % 188);
    for (int i = 0; i < out.readableBytes(); i += 188) {
      assertEquals(0x47, out.getByte(i));
    }
  }

  /** Pictures of every size around the capacity of packets come out whole. */
  @Test
  void stuffsPacketsForPayloadsOfEverySize() {
    Track video = SampleScript.load(SampleScript.H264_AAC).tracks().getFirst();
    muxer.tracks(List.of(video));
    List<String> sent = new ArrayList<>();
    for (int size = 1; size < 600; size++) {
      byte[] nalUnit = new byte[4 + size];
      nalUnit[2] = (byte) (size >> 8);
      nalUnit[3] = (byte) size;
      nalUnit[4] = 0x41;
      sent.add(HexFormat.of().formatHex(nalUnit));
      muxer.writeSample(
          new Sample(video, 512L * size, 0, 0, 0, Unpooled.wrappedBuffer(nalUnit)), out);
    }

    RecordingDemuxerOutput read = demuxed();

    assertEquals(0, read.counters.value(MpegTsCounter.CONTINUITY_ERRORS));
    assertEquals(
        sent, read.pes.stream().map(pes -> WireForms.busForm(video.format(), pes)).toList());
  }

  @Test
  void putsTablesBeforeRandomAccessPointsAndTwiceASecond() {
    SampleScript script = SampleScript.load(SampleScript.H264_AAC);
    muxer.tracks(script.tracks());
    long lastTables = Long.MIN_VALUE / 2;
    for (Sample sample : script.samples()) {
      int start = out.writerIndex();
      muxer.writeSample(sample, out);
      boolean tables = pidAt(start) == 0 && pidAt(start + 188) == 0x1000;
      long ticks = wireTicks(sample, sample.dtsTicks());
      if (tables) {
        lastTables = ticks;
      }
      boolean pictures = sample.track().id() == 1;
      assertTrue(tables || !(pictures && sample.isRandomAccess()));
      assertTrue(ticks - lastTables <= 45_000);
    }
  }

  private int pidAt(int packetIndex) {
    return out.getUnsignedShort(packetIndex + 1) & 0x1FFF;
  }

  @Test
  void marksRandomAccessPointsAndPutsParameterSetsThere() {
    SampleScript script = SampleScript.load(SampleScript.H264_AAC);

    List<Pes> pictures = muxed(script).pes(VIDEO_PID);

    int index = 0;
    for (Sample sample : script.samples()) {
      if (sample.track().id() == 1) {
        Pes pes = pictures.get(index++);
        boolean marked = (pes.flags() & TsDemuxer.RANDOM_ACCESS) != 0;
        assertEquals(sample.isRandomAccess(), marked);
        assertEquals(sample.isRandomAccess(), pes.payload().contains("0000000167"));
        assertEquals(sample.isRandomAccess(), pes.payload().contains("0000000168"));
        assertTrue(pes.payload().startsWith("0000000109f0"));
      }
    }
  }

  @Test
  void addsNothingThatIsInBand() {
    Track video = SampleScript.load(SampleScript.H264_AAC).tracks().getFirst();
    muxer.tracks(List.of(video));
    // Delimiter, SPS, PPS, caption SEI (ATSC A/53 user data), IDR slice.
    String[] nalUnits = {"0910", "6764000a", "68e8", "060408b5003147413934038080", "65888100"};
    StringBuilder payload = new StringBuilder();
    StringBuilder annexB = new StringBuilder();
    for (String nalUnit : nalUnits) {
      payload.append("%08x".formatted(nalUnit.length() / 2)).append(nalUnit);
      annexB.append("00000001").append(nalUnit);
    }

    muxer.writeSample(sample(video, 0, Sample.RANDOM_ACCESS, payload.toString()), out);

    assertEquals(annexB.toString(), demuxed().pes.getFirst().payload());
  }

  private static Sample sample(Track track, long dtsTicks, int flags, String hex) {
    return new Sample(
        track, dtsTicks, 0, flags, 0, Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
  }

  @Test
  void wrapsTimesAt33Bits() {
    Track audio = SampleScript.load(SampleScript.H264_AAC).tracks().get(1);
    muxer.tracks(List.of(audio));
    long wrapTicks = Timescale.rescale(1L << 33, 90_000, 44_100);
    List<Sample> samples = new ArrayList<>();
    for (int i = -80; i < 20; i++) {
      samples.add(sample(audio, wrapTicks + i * 1_024L, 0, "de02004c"));
    }
    for (Sample sample : samples) {
      muxer.writeSample(sample, out);
    }

    RecordingDemuxerOutput read = demuxed();

    for (int i = 0; i < samples.size(); i++) {
      long expected = wireTicks(samples.get(i), samples.get(i).dtsTicks());
      assertEquals(expected, read.pes.get(i).ptsTicks());
    }
    assertTrue(read.pes.getLast().ptsTicks() < read.pes.getFirst().ptsTicks());
    assertTrue(read.clocks.stream().noneMatch(Clock::discontinuity));
  }

  @Test
  void marksDiscontinuities() {
    SampleScript script = SampleScript.load(SampleScript.H264_AAC);
    Track video = script.tracks().getFirst();
    String payload = "0000000265880000000141";
    muxer.tracks(script.tracks());
    muxer.writeSample(sample(video, 0, Sample.RANDOM_ACCESS, payload), out);
    muxer.writeSample(sample(video, 512, 0, payload), out);
    muxer.writeSample(
        sample(video, 900_000, Sample.RANDOM_ACCESS | Sample.DISCONTINUITY, payload), out);

    RecordingDemuxerOutput read = demuxed();

    assertEquals(0, read.pes.get(1).flags() & TsDemuxer.DISCONTINUITY);
    assertEquals(TsDemuxer.DISCONTINUITY, read.pes.get(2).flags() & TsDemuxer.DISCONTINUITY);
    assertEquals(3, read.clocks.size());
    assertTrue(read.clocks.getLast().discontinuity());
  }

  @Test
  void startsTheClockAnewRatherThanFillLongGaps() {
    Track video = SampleScript.load(SampleScript.H264_AAC).tracks().getFirst();
    muxer.tracks(List.of(video));
    muxer.writeSample(sample(video, 0, Sample.RANDOM_ACCESS, "0000000165"), out);
    muxer.writeSample(sample(video, 1L << 40, 0, "0000000141"), out);
    muxer.writeSample(sample(video, 0, 0, "0000000141"), out);

    List<Clock> clocks = demuxed().clocks;

    assertEquals(3, clocks.size());
    assertFalse(clocks.get(0).discontinuity());
    assertTrue(clocks.get(1).discontinuity());
    assertTrue(clocks.get(2).discontinuity());
  }

  @Test
  void letsSoundMoveTheClockWhilePicturesAreMissing() {
    SampleScript script = SampleScript.load(SampleScript.H264_AAC);
    Track audio = script.tracks().get(1);
    muxer.tracks(script.tracks());
    for (int i = 0; i < 200; i++) {
      muxer.writeSample(sample(audio, i * 1_024L, 0, "de02004c"), out);
    }

    List<Clock> clocks = demuxed().clocks;

    assertTrue(clocks.size() > 100);
    for (int i = 1; i < clocks.size(); i++) {
      long step = clocks.get(i).ticks() - clocks.get(i - 1).ticks();
      assertTrue(step > 0 && step <= 40 * CLOCK_TICKS_PER_MS, "step " + step);
    }
  }

  @Test
  void staysCalmWhenTracksLieFarApart() {
    SampleScript script = SampleScript.load(SampleScript.H264_AAC);
    Track video = script.tracks().getFirst();
    Track audio = script.tracks().get(1);
    muxer.tracks(script.tracks());
    for (int i = 0; i < 100; i++) {
      muxer.writeSample(
          sample(video, i * 512L, i == 0 ? Sample.RANDOM_ACCESS : 0, "0000000141"), out);
      muxer.writeSample(sample(audio, i * 1_764L + 5 * 44_100, 0, "de02004c"), out);
    }

    RecordingDemuxerOutput read = demuxed();

    assertEquals(100, read.clocks.size());
    assertTrue(read.clocks.stream().noneMatch(Clock::discontinuity));
    int tables = 0;
    for (int i = 0; i < out.readableBytes(); i += 188) {
      tables += pidAt(i) == 0 ? 1 : 0;
    }
    assertEquals(9, tables); // 4 s, every 12th picture at the latest
  }

  @Test
  void bumpsTheVersionWhenTracksChange() {
    SampleScript script = SampleScript.load(SampleScript.H264_AAC);
    Track video = script.tracks().getFirst();
    muxer.tracks(List.of(video));
    muxer.writeSample(sample(video, 0, Sample.RANDOM_ACCESS, "0000000165"), out);
    muxer.tracks(List.of(video));
    muxer.writeSample(sample(video, 512, 0, "0000000141"), out);
    muxer.tracks(script.tracks());
    muxer.writeSample(sample(video, 1_024, 0, "0000000141"), out);

    RecordingDemuxerOutput read = demuxed();

    assertEquals(List.of(1, 2), read.programs.stream().map(List::size).toList());
    assertEquals(AUDIO_PID, read.programs.getLast().getLast().pid());
    assertEquals(0, read.counters.value(MpegTsCounter.CONTINUITY_ERRORS));
  }

  @Test
  void followsSamplesToANewVersionOfTheirTrack() {
    SampleScript script = SampleScript.load(SampleScript.H264_AAC);
    Track video = script.tracks().getFirst();
    TrackFormat other =
        TrackFormats.parse(
            Codec.H264,
            12_800,
            CodecConfiguration.of(
                HexFormat.of()
                    .parseHex(
                        "0142c00cffe100196742c00cd901419f9f011000000300100000030320f142a4"
                            + "8001000568cb83cb20")));
    muxer.tracks(List.of(video));
    muxer.writeSample(sample(video, 0, Sample.RANDOM_ACCESS, "0000000165"), out);
    muxer.writeSample(
        sample(video.withFormat(other), 512, Sample.RANDOM_ACCESS, "0000000165"), out);

    List<Pes> pictures = demuxed().pes;

    assertTrue(pictures.get(0).payload().contains("000000016764000a"));
    assertTrue(pictures.get(1).payload().contains("000000016742c00c"));
  }

  @Test
  void givesJoinersTablesWithoutDisturbingOthers() {
    SampleScript script = SampleScript.load(SampleScript.H264_AAC);
    muxer.tracks(script.tracks());
    for (Sample sample : script.samples().subList(0, 10)) {
      muxer.writeSample(sample, out);
    }
    ByteBuf joiner = Unpooled.buffer();
    muxer.writeTables(joiner);
    for (Sample sample : script.samples().subList(10, script.samples().size())) {
      int start = out.writerIndex();
      muxer.writeSample(sample, out);
      joiner.writeBytes(out, start, out.writerIndex() - start);
    }

    assertTablesCountOn(out);
    assertTablesCountOn(joiner);
    assertEquals(
        1, RecordingDemuxerOutput.of(List.of(ByteBufUtil.getBytes(joiner))).programs.size());
  }

  private static void assertTablesCountOn(ByteBuf packets) {
    for (int pid : new int[] {0, 0x1000}) {
      int last = -1;
      for (int i = 0; i < packets.readableBytes(); i += 188) {
        if ((packets.getUnsignedShort(i + 1) & 0x1FFF) == pid) {
          int count = packets.getByte(i + 3) & 15;
          assertTrue(last < 0 || count == ((last + 1) & 15));
          last = count;
        }
      }
    }
  }

  @Test
  void leavesOutSamplesThatAreNotInBusForm() {
    SampleScript script = SampleScript.load(SampleScript.H264_AAC);
    muxer.tracks(script.tracks());

    muxer.writeSample(sample(script.tracks().getFirst(), 0, 1, "000000ff65"), out);
    muxer.writeSample(sample(script.tracks().get(1), 0, 1, "00".repeat(9_000)), out);

    assertEquals(0, out.readableBytes());
    assertEquals(1, counters.value(MpegTsCounter.SAMPLES_MALFORMED));
    assertEquals(1, counters.value(MpegTsCounter.SAMPLES_TOO_LARGE));
  }

  @Test
  void passesOverTracksItCannotCarry() {
    TrackFormat flac =
        TrackFormats.parse(
            Codec.FLAC,
            1_000,
            CodecConfiguration.of(
                HexFormat.of()
                    .parseHex(
                        "1200120000000e0000100ac442f00000227442b1eafdf0fc632f46230ad0497a29bf")));
    Track track = new Track(3, 0, flac, "");
    muxer.tracks(List.of(track));

    muxer.writeSample(sample(track, 0, 1, "fff8"), out);

    assertFalse(TsMuxer.carries(flac));
    assertEquals(0, out.readableBytes());
  }

  @Test
  void carriesId3WithItsDescriptors() {
    Track video = SampleScript.load(SampleScript.H264_AAC).tracks().getFirst();
    TrackFormat id3 = TrackFormats.parse(Codec.ID3, 1_000, CodecConfiguration.NONE);
    Track metadata = new Track(7, 0, id3, "");
    muxer.tracks(List.of(video, metadata));
    muxer.writeSample(sample(metadata, 1_500, 0, "494433040000"), out);

    Pes pes = demuxed().pes.getFirst();

    assertEquals(0x107, pes.pid());
    assertEquals("494433040000", pes.payload());
    assertEquals(135_000 + TsMuxer.TIMELINE_OFFSET_TICKS, pes.ptsTicks());
    assertTrue(ByteBufUtil.hexDump(out).contains("260dffff49443320ff49443320000f"));
  }
}
