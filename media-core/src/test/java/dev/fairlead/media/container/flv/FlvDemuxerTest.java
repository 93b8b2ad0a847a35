package dev.fairlead.media.container.flv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FlvDemuxerTest {
  private static final int AUDIO = FlvTagType.AUDIO;
  private static final int VIDEO = FlvTagType.VIDEO;
  private static final int SCRIPT = FlvTagType.SCRIPT;

  /** avcC of 320 x 180 with NAL lengths of four bytes, by x264. */
  private static final String AVCC =
      "0142c00cffe100176742c00cda05067e7c0440000003004000000c83c50aa801000468ce0fc8";

  /** The same with NAL lengths of two bytes. */
  private static final String AVCC_2 = AVCC.replace("0cffe1", "0cfde1");

  private static final String HVCC =
      "0101600000009000000000003cf000fcfdf8f800000f03a00001001840010c01ffff016000000300900000030000"
          + "03003c959409a10001002b42010101600000030090000003000003003ca00a080c1f3e595952930bc05a02000003"
          + "0002000003003210a2000100064401c073c189";

  private static final String AV1C = "81000c000a0b000000043cfeccdaf90040";
  private static final String VPCC = "000b820202020000";
  private static final String OPUS_HEAD = "4f707573486561640102380180bb0000000000";
  private static final String STREAMINFO =
      "1200120000000e0000100ac442f00000227442b1eafdf0fc632f46230ad0497a29bf";
  private static final String AC3_FRAME = "0b77b50b1e40ebf8403eff99ff0841fc" + "00".repeat(1_776);
  private static final String VP9_KEY = "824983420013f00b360638241c184a00";
  private static final String NAL = "00000002 65aa";

  private final DemuxerRig rig = new DemuxerRig();

  @AfterEach
  void end() {
    rig.close();
  }

  private static String ascii(String text) {
    return ByteBufUtil.hexDump(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void takes(int type, int timestampMs, String hex) {
    assertEquals(FlvVerdict.TAKEN, rig.tag(type, timestampMs, hex), rig.demuxer::fault);
  }

  @Test
  void legacyVideoAndAudioBecomeTracksAndSamples() {
    takes(VIDEO, 0, "17 00 000000" + AVCC);
    takes(AUDIO, 0, "af 00 1210");
    takes(VIDEO, 40, "17 01 000050" + NAL);
    takes(AUDIO, 45, "af 01 2122");
    takes(VIDEO, 80, "27 01 ffffd8 00000001 41");
    takes(VIDEO, 120, "37 01 000000 00000001 01");

    assertEquals(
        List.of(
            "track 1.0 avc1.42C00C 1000 Hz",
            "track 2.0 mp4a.40.2 1000 Hz",
            "1.0 dts 40 cts 80 key 0000000265aa",
            "2.0 dts 45 cts 0 key 2122",
            "1.0 dts 80 cts -40 0000000141",
            "1.0 dts 120 cts 0 0000000101"),
        rig.lines);
  }

  @Test
  void h265UnderItsOldNumberIsTaken() {
    takes(VIDEO, 0, "1c 00 000000" + HVCC);
    takes(VIDEO, 40, "1c 01 000028 00000002 2601");
    takes(VIDEO, 80, "2c 01 000000 00000002 0201");

    assertEquals(
        List.of(
            "track 1.0 hvc1.1.6.L60.90 1000 Hz",
            "1.0 dts 40 cts 40 key 000000022601",
            "1.0 dts 80 cts 0 000000020201"),
        rig.lines);
  }

  @Test
  void repeatedConfigurationIsNoChangeAndAnotherOneIsANewVersion() {
    takes(AUDIO, 0, "af 00 1210");
    takes(AUDIO, 0, "af 00 1210");
    takes(AUDIO, 10, "af 01 01");
    takes(AUDIO, 20, "af 00 1190");
    takes(AUDIO, 30, "af 01 02");

    assertEquals(
        List.of(
            "track 1.0 mp4a.40.2 1000 Hz",
            "1.0 dts 10 cts 0 key 01",
            "track 1.1 mp4a.40.2 1000 Hz",
            "1.1 dts 30 cts 0 key 02"),
        rig.lines);
  }

  @Test
  void configurationsThatChangeWithoutMediaAreNotTold() {
    takes(AUDIO, 0, "af 00 1210");
    for (int i = 0; i < 100; i++) {
      takes(AUDIO, i, "af 00 1190");
      takes(AUDIO, i, "af 00 1210");
    }
    takes(AUDIO, 200, "af 01 01");

    assertEquals(
        List.of("track 1.0 mp4a.40.2 1000 Hz", "1.0 dts 200 cts 0 key 01"), rig.lines);
  }

  @Test
  void shortNalLengthsAreWidened() {
    takes(VIDEO, 0, "17 00 000000" + AVCC_2);
    takes(VIDEO, 40, "17 01 000000 0002 65aa 0001 06");

    assertEquals("1.0 dts 40 cts 0 key 0000000265aa0000000106", rig.lines.get(1));
  }

  @Test
  void enhancedVideoOfEveryCodecIsTaken() {
    takes(VIDEO, 0, "90" + ascii("hvc1") + HVCC);
    takes(VIDEO, 40, "91" + ascii("hvc1") + "000028 00000002 2601");
    takes(VIDEO, 80, "a3" + ascii("hvc1") + "00000002 0201");
    takes(VIDEO, 120, "90" + ascii("av01") + AV1C);
    takes(VIDEO, 160, "91" + ascii("av01") + "3203aabbcc");
    takes(VIDEO, 200, "90" + ascii("vp09") + "01000000" + VPCC);
    takes(VIDEO, 240, "93" + ascii("vp09") + VP9_KEY);
    takes(VIDEO, 280, "90" + ascii("avc1") + AVCC);
    takes(VIDEO, 320, "91" + ascii("avc1") + "000000" + NAL);

    assertEquals(
        List.of(
            "track 1.0 hvc1.1.6.L60.90 1000 Hz",
            "1.0 dts 40 cts 40 key 000000022601",
            "1.0 dts 80 cts 0 000000020201",
            "track 1.1 av01.0.00M.08 1000 Hz",
            "1.1 dts 160 cts 0 key 3203aabbcc",
            "track 1.2 vp09.00.11.08 1000 Hz",
            "1.2 dts 240 cts 0 key " + VP9_KEY,
            "track 1.3 avc1.42C00C 1000 Hz",
            "1.3 dts 320 cts 0 key 0000000265aa"),
        rig.lines);
  }

  @Test
  void theSizeThatAKeyFrameTellsMakesNoVersionOfItsOwn() {
    takes(VIDEO, 0, "90" + ascii("vp09") + VPCC);
    assertEquals(List.of(), rig.lines);

    takes(VIDEO, 40, "91" + ascii("vp09") + VP9_KEY);

    assertEquals("track 1.0 vp09.00.11.08 1000 Hz", rig.lines.getFirst());
    assertTrue(rig.tracks.getFirst().format().toString().contains("widthPixels=320"));
  }

  @Test
  void enhancedAudioOfEveryCodecIsTaken() {
    takes(AUDIO, 0, "90" + ascii("Opus") + OPUS_HEAD);
    takes(AUDIO, 20, "91" + ascii("Opus") + "fc01");
    takes(AUDIO, 40, "90" + ascii("fLaC") + ascii("fLaC") + "80000022" + STREAMINFO);
    takes(AUDIO, 60, "91" + ascii("fLaC") + "fff8");
    takes(AUDIO, 80, "91" + ascii("ac-3") + AC3_FRAME);
    takes(AUDIO, 100, "90" + ascii("mp4a") + "1210");
    takes(AUDIO, 120, "91" + ascii("mp4a") + "2122");

    assertEquals(
        List.of(
            "track 1.0 opus 1000 Hz",
            "track 1.1 fLaC 1000 Hz",
            "track 1.2 ac-3 1000 Hz",
            "track 1.3 mp4a.40.2 1000 Hz"),
        rig.lines.stream().filter(line -> line.startsWith("track")).toList());
    assertEquals(4, rig.kept.size());
  }

  @Test
  void aChannelConfigurationIsReadOver() {
    takes(AUDIO, 0, "90" + ascii("Opus") + OPUS_HEAD);

    assertEquals(FlvVerdict.IGNORED, rig.tag(AUDIO, 0, "94" + ascii("Opus") + "01 02 00000003"));
  }

  @Test
  void legacyMp3DescribesItself() {
    takes(AUDIO, 0, "2f fffb50c400000a2c432e5594800181156623" + "00".repeat(190));

    assertEquals("track 1.0 mp4a.6B 1000 Hz", rig.lines.getFirst());
  }

  @Test
  void anEnhancedKeyFrameWithoutConfigurationDescribesItselfWhereItCan() {
    takes(VIDEO, 0, "91" + ascii("vp09") + VP9_KEY);

    assertEquals(2, rig.lines.size());
  }

  @Test
  void nanosecondOffsetsMoveATrackToMicrosecondsForGood() {
    takes(VIDEO, 0, "90" + ascii("av01") + AV1C);
    takes(VIDEO, 40, "91" + ascii("av01") + "3201aa");
    // ModEx: three bytes of data, 400,123 ns, type 0, then coded frames.
    takes(VIDEO, 80, "97 02 061afb 01" + ascii("av01") + "3201bb");
    takes(VIDEO, 120, "91" + ascii("av01") + "3201cc");

    assertEquals(
        List.of(
            "track 1.0 av01.0.00M.08 1000 Hz",
            "1.0 dts 40 cts 0 key 3201aa",
            "track 1.1 av01.0.00M.08 1000000 Hz",
            "1.1 dts 80400 cts 0 key 3201bb",
            "1.1 dts 120000 cts 0 key 3201cc"),
        rig.lines);
  }

  @Test
  void aFirstOffsetOfZeroAnnouncesThoseToCome() {
    takes(VIDEO, 0, "90" + ascii("av01") + AV1C);
    takes(VIDEO, 0, "97 02 000000 01" + ascii("av01") + "3201aa");
    takes(VIDEO, 16, "97 02 0a2c2a 01" + ascii("av01") + "3201bb");

    assertEquals(
        List.of("1.1 dts 0 cts 0 key 3201aa", "1.1 dts 16667 cts 0 key 3201bb"),
        rig.lines.subList(2, 4));
  }

  @Test
  void tracksOfAMultitrackMessageAreApart() {
    // One track with the number 1, then several with one codec, then several with their own.
    takes(VIDEO, 0, "90" + ascii("avc1") + AVCC);
    takes(VIDEO, 0, "96 00" + ascii("avc1") + "01" + AVCC);
    takes(VIDEO, 40, "96 13" + ascii("avc1") + "00 000006" + NAL + "01 000005 00000001 65");
    takes(
        VIDEO,
        80,
        "96 20"
            + ascii("av01")
            + "02 000011"
            + AV1C
            + ascii("hvc1")
            + "03 %06x".formatted(HVCC.length() / 2)
            + HVCC);

    assertEquals(
        List.of(
            "track 1.0 avc1.42C00C 1000 Hz",
            "track 2.0 avc1.42C00C 1000 Hz",
            "1.0 dts 40 cts 0 key 0000000265aa",
            "2.0 dts 40 cts 0 key 0000000165",
            "track 3.0 av01.0.00M.08 1000 Hz",
            "track 4.0 hvc1.1.6.L60.90 1000 Hz"),
        rig.lines);
  }

  @Test
  void theEndOfASequenceEndsANumberedTrackButNotTheFirst() {
    takes(VIDEO, 0, "90" + ascii("avc1") + AVCC);
    takes(VIDEO, 0, "96 00" + ascii("avc1") + "01" + AVCC);

    takes(VIDEO, 40, "92" + ascii("avc1"));
    takes(VIDEO, 40, "96 02" + ascii("avc1") + "01");

    assertEquals("end of track 2", rig.lines.getLast());
    assertEquals(3, rig.lines.size());
  }

  @Test
  void timestampsGoOnOverTheirWrap() {
    takes(AUDIO, 0, "af 00 1210");
    takes(AUDIO, 0xFFFFFFF0, "af 01 01");
    takes(AUDIO, 0x00000010, "af 01 02");

    assertEquals("1.0 dts 4294967280 cts 0 key 01", rig.lines.get(1));
    assertEquals("1.0 dts 4294967312 cts 0 key 02", rig.lines.get(2));
  }

  @Test
  void textDataBecomesTimedMetadata() {
    takes(
        SCRIPT,
        500,
        "02 000a"
            + ascii("onTextData")
            + "03 0004"
            + ascii("text")
            + "02 0002"
            + ascii("hi")
            + "000009");

    assertEquals("track 1.0  1000 Hz", rig.lines.getFirst());
    String payload = rig.lines.get(1);
    assertTrue(payload.startsWith("1.0 dts 500 cts 0 key " + ascii("ID3") + "0400"), payload);
    assertTrue(payload.contains(ascii("TXXX")) && payload.contains(ascii("onTextData")), payload);
    assertTrue(payload.contains(ascii("{\"text\":\"hi\"}")), payload);
  }

  @Test
  void metadataIsTakenForInformationOnly() {
    takes(
        SCRIPT,
        0,
        "02 000d"
            + ascii("@setDataFrame")
            + "02 000a"
            + ascii("onMetaData")
            + "08 00000001 0005"
            + ascii("width")
            + "00 4094000000000000 000009");

    assertEquals(1_280, rig.demuxer.metadata().widthPixels());
    assertEquals(List.of(), rig.lines);
  }

  @Test
  void samplesBeforeTheirConfigurationAreDropped() {
    assertEquals(FlvVerdict.UNCONFIGURED, rig.tag(AUDIO, 0, "af 01 2122"));
    assertEquals(FlvVerdict.UNCONFIGURED, rig.tag(VIDEO, 0, "27 01 000000 00000001 41"));
  }

  @Test
  void codecsWeDoNotCarryAreNamed() {
    assertEquals(FlvVerdict.UNSUPPORTED, rig.tag(VIDEO, 0, "12 00"));
    assertEquals(FlvVerdict.UNSUPPORTED, rig.tag(AUDIO, 0, "b2 00"));
    assertEquals(FlvVerdict.UNSUPPORTED, rig.tag(VIDEO, 0, "90" + ascii("vvc1") + "00"));
    assertEquals("codec vvc1 is not supported", rig.demuxer.fault());
  }

  @Test
  void brokenTagsAreDroppedOneByOne() {
    takes(VIDEO, 0, "17 00 000000" + AVCC);
    for (String broken :
        List.of(
            "17 01 00",
            "17 01 000000 00000009 65",
            "17 01 000000 000000",
            "17 01 7fffff 00000001 65",
            "90 " + ascii("av"),
            "97 02 ffffff 01" + ascii("av01") + "00",
            "97 00 00",
            "96 16" + ascii("avc1"),
            "96 31" + ascii("avc1") + "00",
            "96 11" + ascii("avc1") + "00 0000ff 00",
            "17 00 000000 ffff")) {
      assertEquals(FlvVerdict.MALFORMED, rig.tag(VIDEO, 40, broken), broken);
    }
    takes(VIDEO, 40, "17 01 000000" + NAL);

    assertEquals(2, rig.lines.size());
  }

  @Test
  void videoCommandsAndEmptyTagsAreNothing() {
    assertEquals(FlvVerdict.IGNORED, rig.tag(VIDEO, 0, "57 00"));
    assertEquals(FlvVerdict.IGNORED, rig.tag(VIDEO, 0, "d1 00"));
    assertEquals(FlvVerdict.IGNORED, rig.tag(VIDEO, 0, ""));
  }

  @Test
  void tracksAreCounted() {
    FlvVerdict last = FlvVerdict.TAKEN;
    for (int i = 0; i <= FlvDemuxer.MAX_TRACKS; i++) {
      last = rig.tag(AUDIO, 0, "95 00" + ascii("mp4a") + "%02x".formatted(i) + "1210");
    }

    assertEquals(FlvVerdict.MALFORMED, last);
    assertEquals(FlvDemuxer.MAX_TRACKS, rig.tracks.size());
  }
}
