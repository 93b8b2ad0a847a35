package dev.fairlead.media.container.flv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.FlvTags;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.DataFormat;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the muxer writes is read by a parser of the test kit, and by our demuxer to the same. */
final class FlvMuxerTest {
  private static final String AVCC =
      "0142c00cffe100176742c00cda05067e7c0440000003004000000c83c50aa801000468ce0fc8";
  private static final String HVCC =
      "0101600000009000000000003cf000fcfdf8f800000f03a00001001840010c01ffff016000000300900000030000"
          + "03003c959409a10001002b42010101600000030090000003000003003ca00a080c1f3e595952930bc05a02000003"
          + "0002000003003210a2000100064401c073c189";

  private static String ascii(String text) {
    return ByteBufUtil.hexDump(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] mux(DemuxerRig rig) {
    FlvMuxer muxer = new FlvMuxer();
    muxer.tracks(rig.tracks);
    ByteBuf out = Unpooled.buffer();
    muxer.writeHeader(out);
    for (Sample sample : rig.kept) {
      muxer.writeSample(sample, out);
    }
    return ByteBufUtil.getBytes(out);
  }

  private static void survives(DemuxerRig rig) {
    List<FlvTags.Tag> tags = FlvTags.of(mux(rig));
    try (DemuxerRig again = new DemuxerRig()) {
      for (FlvTags.Tag tag : tags) {
        FlvVerdict verdict = again.tag(tag.type(), tag.timestampMs(), tag.body());
        assertEquals(FlvVerdict.TAKEN, verdict, again.demuxer::fault);
      }
      assertEquals(samples(rig), samples(again));
      assertEquals(
          rig.tracks.stream().map(track -> track.format()).toList(),
          again.tracks.stream().map(track -> track.format()).toList());
    }
    rig.close();
  }

  private static List<String> samples(DemuxerRig rig) {
    return rig.lines.stream().filter(line -> line.contains(" dts ")).toList();
  }

  @Test
  void h264AndAacTakeTheirLegacyForm() {
    DemuxerRig rig = new DemuxerRig();
    rig.tag(9, 0, "17 00 000000" + AVCC);
    rig.tag(8, 0, "af 00 1210");
    rig.tag(9, 40, "17 01 000050 00000002 65aa");
    rig.tag(8, 45, "af 01 2122");
    rig.tag(9, 80, "27 01 ffffd8 00000001 41");

    List<FlvTags.Tag> tags = FlvTags.of(mux(rig));

    assertEquals(
        List.of(
            "1700000000" + AVCC,
            "af001210",
            "17010000500000000265aa",
            "af012122",
            "2701ffffd80000000141"),
        tags.stream().skip(1).map(tag -> ByteBufUtil.hexDump(tag.body())).toList());
    survives(rig);
  }

  @Test
  void h265AndOpusTakeTheEnhancedForm() {
    DemuxerRig rig = new DemuxerRig();
    rig.tag(9, 0, "90" + ascii("hvc1") + HVCC);
    rig.tag(8, 0, "90" + ascii("Opus") + "4f707573486561640102380180bb0000000000");
    rig.tag(9, 40, "91" + ascii("hvc1") + "000028 00000002 2601");
    rig.tag(8, 45, "91" + ascii("Opus") + "fc01");
    rig.tag(9, 80, "a3" + ascii("hvc1") + "00000002 0201");

    survives(rig);
  }

  @Test
  void av1AndFlacTakeTheEnhancedForm() {
    DemuxerRig rig = new DemuxerRig();
    rig.tag(9, 0, "90" + ascii("av01") + "81000c000a0b000000043cfeccdaf90040");
    rig.tag(
        8,
        0,
        "90"
            + ascii("fLaC")
            + "1200120000000e0000100ac442f00000227442b1eafdf0fc632f46230ad0497a29bf");
    rig.tag(9, 40, "91" + ascii("av01") + "3201aa");
    rig.tag(8, 45, "91" + ascii("fLaC") + "fff8");

    survives(rig);
  }

  @Test
  void vp9AndMp3Survive() {
    DemuxerRig rig = new DemuxerRig();
    rig.tag(9, 0, "91" + ascii("vp09") + "824983420013f00b360638241c184a00");
    rig.tag(8, 0, "2f fffb50c400000a2c432e5594800181156623" + "00".repeat(190));

    survives(rig);
  }

  @Test
  void ac3Survives() {
    DemuxerRig rig = new DemuxerRig();
    rig.tag(8, 7, "91" + ascii("ac-3") + "0b77b50b1e40ebf8403eff99ff0841fc" + "00".repeat(1_776));

    survives(rig);
  }

  @Test
  void timedMetadataSurvives() {
    String argument =
        "03 0004"
            + ascii("text")
            + "02 0004"
            + ascii("\"hi\\")
            + "0001"
            + ascii("n")
            + "00 3ff8000000000000 0001"
            + ascii("b")
            + "01 01 0001"
            + ascii("l")
            + "0a 00000002 05 03 000009 000009";
    DemuxerRig rig = new DemuxerRig();
    rig.tag(8, 0, "af 00 1210");
    rig.tag(8, 10, "af 01 01");
    rig.tag(18, 500, "02 000a" + ascii("onTextData") + argument);
    rig.tag(18, 700, "02 000a" + ascii("onCuePoint") + argument);
    rig.tag(18, 900, "02 0004" + ascii("onFI") + "02 0005" + ascii("12:30"));

    List<FlvTags.Tag> scripts =
        FlvTags.of(mux(rig)).stream().filter(tag -> tag.type() == 18).skip(1).toList();

    assertEquals(List.of(500, 700, 900), scripts.stream().map(FlvTags.Tag::timestampMs).toList());
    assertEquals(
        ("02000a" + ascii("onTextData") + argument).replace(" ", ""),
        ByteBufUtil.hexDump(scripts.getFirst().body()));
    survives(rig);
  }

  @Test
  void tagsThatAreNoScriptDataAreLeftOut() {
    Track track =
        new Track(1, 0, new DataFormat(Codec.ID3, 1_000, CodecConfiguration.NONE, ""), "");
    for (String tag :
        List.of(
            "",
            "494433",
            "49443304000000000000",
            "4944330400000000000f" + ascii("TXXX") + "000000ff0000" + "03",
            "4944330400000000000f" + ascii("TXXX") + "0000000500000361620063",
            "49443304000000000012"
                + ascii("TXXX")
                + "00000008000003"
                + ascii("onA")
                + "00"
                + "7b2c",
            "49443304000000000012" + ascii("TIT2") + "00000004000003" + ascii("onA"))) {
      ByteBuf payload = Unpooled.wrappedBuffer(HexFormat.of().parseHex(tag));
      ByteBuf out = Unpooled.buffer();

      new FlvMuxer().writeSample(new Sample(track, 0, 0, 1, 0, payload), out);

      assertEquals(0, out.readableBytes(), tag);
    }
  }

  @Test
  void timestampsBeyond24BitsKeepTheirHighByte() {
    DemuxerRig rig = new DemuxerRig();
    rig.tag(8, 0, "af 00 1210");
    rig.tag(8, 0x12345678, "af 01 2122");

    assertEquals(0x12345678, FlvTags.of(mux(rig)).getLast().timestampMs());
    rig.close();
  }

  @Test
  void aChangedTrackIsConfiguredAnew() {
    DemuxerRig rig = new DemuxerRig();
    rig.tag(8, 0, "af 00 1210");
    rig.tag(8, 10, "af 01 01");
    FlvMuxer muxer = new FlvMuxer();
    muxer.tracks(rig.tracks);
    ByteBuf out = Unpooled.buffer();
    muxer.writeHeader(out);
    muxer.writeSample(rig.kept.getFirst(), out);
    rig.tag(8, 20, "af 00 1190");

    muxer.tracks(rig.tracks.subList(1, 2));
    muxer.writeTrackChange(out);

    FlvTags.Tag last = FlvTags.of(ByteBufUtil.getBytes(out)).getLast();
    assertEquals("af001190", ByteBufUtil.hexDump(last.body()));
    assertEquals(10, last.timestampMs());
    rig.close();
  }

  @Test
  void aReaderThatMissedAChangeLearnsOfAllTracksAtTheNext() {
    DemuxerRig rig = new DemuxerRig();
    rig.tag(8, 0, "af 00 1210");
    FlvMuxer muxer = new FlvMuxer();
    muxer.tracks(rig.tracks);
    ByteBuf first = Unpooled.buffer();
    ByteBuf second = Unpooled.buffer();

    muxer.writeTrackChange(first);
    muxer.writeTrackChange(second);

    assertEquals(ByteBufUtil.hexDump(first), ByteBufUtil.hexDump(second));
    rig.close();
  }

  @Test
  void theHeaderNamesWhatIsThere() {
    DemuxerRig rig = new DemuxerRig();
    rig.tag(8, 0, "af 00 1210");
    rig.tag(8, 10, "af 01 01");

    byte[] file = mux(rig);

    assertEquals("464c56010400000009" + "00000000", ByteBufUtil.hexDump(file, 0, 13));
    assertTrue(new String(file, StandardCharsets.ISO_8859_1).contains("onMetaData"));
    rig.close();
  }
}
