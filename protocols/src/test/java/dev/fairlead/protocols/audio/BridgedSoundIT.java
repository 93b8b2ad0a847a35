package dev.fairlead.protocols.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.media.bridge.BridgeCounter;
import dev.fairlead.media.bridge.BridgeLease;
import dev.fairlead.media.bridge.BridgeState;
import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.codec.opus.OpusHead;
import dev.fairlead.media.container.flv.FlvDemuxer;
import dev.fairlead.media.container.flv.FlvMuxer;
import dev.fairlead.media.container.mpegts.TsMuxer;
import dev.fairlead.media.testkit.Ffmpeg;
import dev.fairlead.media.testkit.FlvTags;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sound of the host's encoders goes through the bridge, and what comes out is listened to. */
class BridgedSoundIT {
  private static final int SECONDS = 6;

  /** In step: half of what people notice, and a tenth of the bar between sound and pictures. */
  private static final double IN_STEP_S = 0.005;

  /** AAC's encoder gives a frame of nothing before the sound, and FLV begins at zero with it. */
  private static final double AAC_PRIMING = 1_024;

  @TempDir Path folder;

  @BeforeEach
  void needsFfmpeg() {
    assumeTrue(Ffmpeg.isInstalled(), "ffmpeg is not installed");
  }

  @ParameterizedTest
  @CsvSource({
    "44100, stereo",
    "48000, stereo",
    "44100, mono",
    "48000, mono",
    "22050, stereo",
    "32000, stereo",
    "96000, stereo",
    "44100, 5.1",
    "48000, 5.1"
  })
  void aacIsHeardAsOpus(int rateHz, String layout) {
    try (BridgeRig rig = new BridgeRig()) {
      BridgeLease lease = rig.require(Codec.OPUS);
      push(rig, Clip.aac(folder, rateHz, layout, SECONDS, "-c:a", "aac", "-b:a", "160k"));

      assertEquals(BridgeState.RUNNING, lease.state());
      assertEquals(Codec.OPUS, rig.derivedFormat().codec());
      assertEquals(2, rig.derivedFormat().channels());
      assertPlain(rig, 960);
      assertHeard(Sound.of(rig.derived), AAC_PRIMING / rateHz);
      assertHeard(byFfmpeg(rig, true), AAC_PRIMING / rateHz);
      assertEquals(0, rig.count(BridgeCounter.CLOCK_CORRECTED));
    }
  }

  @Test
  void heAacIsHeardAsOpus() {
    assumeTrue(Clip.hasEncoder("libfdk_aac"), "ffmpeg has no encoder of HE-AAC");
    try (BridgeRig rig = new BridgeRig()) {
      rig.require(Codec.OPUS);
      push(
          rig,
          Clip.aac(
              folder,
              44_100,
              "stereo",
              SECONDS,
              "-c:a",
              "libfdk_aac",
              "-profile:a",
              "aac_he",
              "-b:a",
              "64k"));

      assertPlain(rig, 960);
      Sound sound = Sound.of(rig.derived);
      assertEquals(Clip.BED, sound.left(Clip.BED_HZ, 2.5, 2.9), Clip.BED * 0.1);
      assertEquals(SECONDS, sound.beeps().size());
    }
  }

  @ParameterizedTest
  @CsvSource({"stereo", "mono"})
  void opusIsHeardAsAac(String layout) {
    try (BridgeRig rig = new BridgeRig()) {
      BridgeLease lease = rig.require(Codec.AAC);
      pushOpus(rig, Clip.opus(folder, layout, SECONDS), layout.equals("mono") ? 1 : 2);

      assertEquals(BridgeState.RUNNING, lease.state());
      assertEquals(Codec.AAC, rig.derivedFormat().codec());
      assertEquals("mp4a.40.2", rig.derivedFormat().codecString());
      assertPlain(rig, 1_024);
      assertHeard(Sound.of(rig.derived), 1);
      assertHeard(byFfmpeg(rig, false), 1);
      assertEquals(0, rig.count(BridgeCounter.CLOCK_CORRECTED));
    }
  }

  @Test
  void bothSidesStayApart() {
    try (BridgeRig rig = new BridgeRig()) {
      rig.require(Codec.OPUS);
      Path file = folder.resolve("sides.flv");
      Ffmpeg.run(
          List.of(
              "ffmpeg",
              "-v",
              "error",
              "-y",
              "-f",
              "lavfi",
              "-i",
              "aevalsrc='0.3*sin(2*PI*440*t)|0.3*sin(2*PI*1000*t)':s=44100:d=3",
              "-c:a",
              "aac",
              file.toString()));
      push(rig, FlvTags.of(read(file)));
      Sound sound = Sound.of(rig.derived);

      assertEquals(0.3, sound.left(440, 1, 2), 0.02);
      assertEquals(0.3, sound.right(1_000, 1, 2), 0.02);
      assertTrue(sound.left(1_000, 1, 2) < 0.01, "right is not heard on the left");
      assertTrue(sound.right(440, 1, 2) < 0.01, "left is not heard on the right");
    }
  }

  @Test
  void lostFramesAreGapsAndNothingMoves() {
    try (BridgeRig rig = new BridgeRig()) {
      rig.require(Codec.OPUS);
      List<FlvTags.Tag> tags = Clip.aac(folder, 44_100, "stereo", SECONDS, "-c:a", "aac");
      push(
          rig,
          tags.stream()
              // One frame each second, and then half a second.
              .filter(tag -> tag.timestampMs() % 1_000 < 500 || tag.timestampMs() % 1_000 > 523)
              .filter(tag -> tag.timestampMs() < 3_300 || tag.timestampMs() > 3_800)
              .toList());
      Sound sound = Sound.of(rig.derived);

      assertBeeps(sound, AAC_PRIMING / 44_100);
      assertTrue(rig.count(BridgeCounter.GAP_FILLED) >= 4);
      assertEquals(1, rig.count(BridgeCounter.CLOCK_JUMPED));
      assertEquals(Clip.BED, sound.left(Clip.BED_HZ, 4.2, 4.5), Clip.BED * 0.1);
    }
  }

  @Test
  void bridgingToOpusAddsLessThanSixtyMilliseconds() {
    try (BridgeRig rig = new BridgeRig()) {
      rig.require(Codec.OPUS);
      push(rig, Clip.aac(folder, 44_100, "stereo", SECONDS, "-c:a", "aac"));
      // A packet needs 26.5 ms of sound, which comes in pieces of 23.2 ms.
      assertEquals(0.0465, addedDelayS(rig), 0.002);
    }
  }

  @Test
  void bridgingToAacAddsItsThreeFrames() {
    try (BridgeRig rig = new BridgeRig()) {
      rig.require(Codec.AAC);
      pushOpus(rig, Clip.opus(folder, "stereo", SECONDS), 2);
      // A packet needs 64 ms of sound, which comes in pieces of 20 ms.
      assertEquals(0.080, addedDelayS(rig), 0.002);
    }
  }

  /**
   * Samples come when the sound in them has been recorded. How much later than in the original can
   * a moment of sound be decoded from what was derived, at worst?
   */
  private static double addedDelayS(BridgeRig rig) {
    double worstS = 0;
    for (BridgeRig.Packet packet : rig.derived.subList(1, rig.derived.size() - 10)) {
      double nowS = rig.original.get(packet.originals()).seconds();
      double hadS =
          rig.original.stream()
              .mapToDouble(BridgeRig.Packet::seconds)
              .filter(endS -> endS > packet.seconds())
              .findFirst()
              .orElseThrow();
      worstS = Math.max(worstS, nowS - hadS);
    }
    return worstS;
  }

  private static void push(BridgeRig rig, List<FlvTags.Tag> tags) {
    FlvDemuxer demuxer = new FlvDemuxer(rig.publisher());
    for (FlvTags.Tag tag : tags) {
      demuxer.tag(
          tag.type(),
          tag.timestampMs(),
          Unpooled.wrappedBuffer(tag.body()),
          tag.timestampMs() * 1_000_000L);
      rig.publisher().flush();
      rig.run();
    }
  }

  /** One second in, as a WebRTC publisher's sound would lie on a timeline that pictures began. */
  private static void pushOpus(BridgeRig rig, List<byte[]> packets, int channels) {
    OpusHead head = new OpusHead(channels, 312, 48_000, 0, 0, 1, channels - 1, "");
    Track track =
        rig.publisher()
            .addTrack(
                TrackFormats.parse(Codec.OPUS, 48_000, CodecConfiguration.of(head.toByteArray())),
                "");
    for (int i = 0; i < packets.size(); i++) {
      rig.publish(track, 48_000 - 312 + i * 960L, packets.get(i));
    }
  }

  /** Packets follow each other without a gap. */
  private static void assertPlain(BridgeRig rig, int frameTicks) {
    List<BridgeRig.Packet> packets = rig.derived;
    assertTrue(packets.size() > (SECONDS - 1) * 48_000 / frameTicks, packets.size() + " packets");
    for (int i = 1; i < packets.size(); i++) {
      assertEquals(frameTicks, packets.get(i).ptsTicks() - packets.get(i - 1).ptsTicks());
    }
    assertEquals(0, rig.count(BridgeCounter.UNDECODABLE));
  }

  private static void assertHeard(Sound sound, double shiftS) {
    assertBeeps(sound, shiftS);
    for (int second = 2; second < SECONDS - 1; second++) {
      double from = second + shiftS;
      assertEquals(Clip.BED, sound.left(Clip.BED_HZ, from + 0.3, from + 0.9), Clip.BED * 0.08);
      assertEquals(Clip.BED, sound.right(Clip.BED_HZ, from + 0.3, from + 0.9), Clip.BED * 0.08);
      assertEquals(Clip.BED / Math.sqrt(2), sound.rms(from + 0.3, from + 0.9), Clip.BED * 0.08);
      assertEquals(
          Clip.BEEP, sound.left(Clip.BEEP_HZ, from + 0.01, from + 0.055), Clip.BEEP * 0.15);
    }
  }

  private static void assertBeeps(Sound sound, double shiftS) {
    List<Double> beeps = sound.beeps();
    assertTrue(beeps.size() >= SECONDS - 1, "beeps at " + beeps);
    for (double beep : beeps) {
      assertEquals(Math.round(beep - shiftS) + shiftS, beep, IN_STEP_S);
    }
  }

  /** An independent player: the host's ffmpeg reads it from MPEG-TS or FLV. */
  private Sound byFfmpeg(BridgeRig rig, boolean transport) {
    Track derived = rig.derived.getFirst().track();
    Path file = folder.resolve(transport ? "derived.ts" : "derived.flv");
    ByteBuf out = Unpooled.buffer();
    BiConsumer<Sample, ByteBuf> writer;
    if (transport) {
      TsMuxer muxer = new TsMuxer();
      muxer.tracks(List.of(derived));
      writer = muxer::writeSample;
    } else {
      FlvMuxer muxer = new FlvMuxer();
      muxer.tracks(List.of(derived));
      muxer.writeHeader(out);
      writer = muxer::writeSample;
    }
    for (BridgeRig.Packet packet : rig.derived) {
      writer.accept(
          new Sample(
              derived,
              packet.ptsTicks(),
              0,
              Sample.RANDOM_ACCESS,
              0,
              Unpooled.wrappedBuffer(packet.bytes())),
          out);
    }
    try {
      Files.write(file, ByteBufUtil.getBytes(out));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Sound sound = Clip.heardByFfmpeg(file);
    return transport ? sound.earlier(TsMuxer.TIMELINE_OFFSET_TICKS / 90_000.0) : sound;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
