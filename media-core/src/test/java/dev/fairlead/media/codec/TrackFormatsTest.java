package dev.fairlead.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TrackFormatsTest {
  @TestFactory
  Stream<DynamicTest> readsSamplesThatDescribeThemselves() {
    return ConfigurationVectors.samples().stream()
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.codec() + " " + vector.expected(),
                    () -> {
                      TrackFormat format =
                          TrackFormats.fromSample(vector.codec(), 1_000, vector.payload());

                      assertEquals(vector.expected(), TrackFormatsVectorTest.describe(format));
                      assertEquals(vector.configuration(), format.configuration().toString());
                    }));
  }

  /** What is cut off is refused or else complete; it never makes an error of another kind. */
  @TestFactory
  Stream<DynamicTest> survivesConfigurationsCutOffAnywhere() {
    return ConfigurationVectors.all().stream()
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.codec() + " " + vector.expected(),
                    () -> {
                      byte[] whole = vector.configuration();
                      for (int length = 0; length < whole.length; length++) {
                        parseOrRefuse(vector.codec(), Arrays.copyOf(whole, length));
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> survivesSamplesCutOffAnywhere() {
    return ConfigurationVectors.samples().stream()
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.codec() + " " + vector.expected(),
                    () -> {
                      for (int length = 0; length < 40; length++) {
                        ByteBuf cut = vector.payload();
                        cut.writerIndex(Math.min(length, cut.writerIndex()));
                        try {
                          TrackFormats.fromSample(vector.codec(), 1_000, cut);
                        } catch (MalformedMediaException expected) {
                          // Refused: too little is there.
                        }
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> survivesAnySingleBitFlipped() {
    return ConfigurationVectors.all().stream()
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.codec() + " " + vector.expected(),
                    () -> {
                      byte[] bytes = vector.configuration();
                      for (int bit = 0; bit < 8 * bytes.length; bit++) {
                        bytes[bit / 8] ^= (byte) (1 << bit % 8);
                        parseOrRefuse(vector.codec(), bytes);
                        bytes[bit / 8] ^= (byte) (1 << bit % 8);
                      }
                    }));
  }

  private static void parseOrRefuse(Codec codec, byte[] configuration) {
    try {
      TrackFormatsVectorTest.parse(codec, configuration);
    } catch (MalformedMediaException expected) {
      // Refused with a reason, as it may be.
    }
  }

  @Test
  void ignoresWhatStandsBehindARecord() {
    for (ConfigurationVectors.Vector vector : ConfigurationVectors.all()) {
      boolean namesItsEnd = vector.codec() != Codec.AAC && vector.codec() != Codec.AV1;
      if (namesItsEnd) {
        byte[] longer = Arrays.copyOf(vector.configuration(), vector.configuration().length + 5);

        TrackFormat format = TrackFormatsVectorTest.parse(vector.codec(), longer);

        assertEquals(vector.expected(), TrackFormatsVectorTest.describe(format));
      }
    }
  }

  @Test
  void turnsShortNalUnitLengthsIntoThoseOfTheBus() {
    byte[] avc = ConfigurationVectors.of(Codec.H264).getFirst().configuration();
    String canonical = HexFormat.of().formatHex(avc);
    avc[4] = (byte) 0xFD;

    assertEquals(
        canonical, TrackFormatsVectorTest.parse(Codec.H264, avc).configuration().toString());

    byte[] hevc = ConfigurationVectors.of(Codec.H265).getFirst().configuration();
    canonical = HexFormat.of().formatHex(hevc);
    hevc[21] = (byte) (hevc[21] & 0xFC);

    assertEquals(
        canonical, TrackFormatsVectorTest.parse(Codec.H265, hevc).configuration().toString());
  }

  @Test
  void takesFlacBlocksInEveryWrapping() {
    byte[] block = ConfigurationVectors.of(Codec.FLAC).getFirst().configuration();
    String hex = HexFormat.of().formatHex(block);

    for (String prefix : new String[] {"", "80000022", "664c614380000022", "664c6143"}) {
      TrackFormat format =
          TrackFormatsVectorTest.parse(Codec.FLAC, HexFormat.of().parseHex(prefix + hex));

      assertEquals(hex, format.configuration().toString());
    }
  }

  @Test
  void takesVpRecordsWithTheirBoxHeader() {
    TrackFormat format =
        TrackFormatsVectorTest.parse(
            Codec.VP9, HexFormat.of().parseHex("01000000001f820101010000"));

    assertEquals("vp09.00.31.08", format.codecString());
    assertEquals("001f820101010000", format.configuration().toString());
  }

  @Test
  void completesASizeFromTheKeyFrame() {
    TrackFormat open =
        TrackFormatsVectorTest.parse(Codec.VP9, HexFormat.of().parseHex("001f820101010000"));
    ByteBuf keyFrame =
        Unpooled.wrappedBuffer(HexFormat.of().parseHex("824983420013f00b360638241c18"));
    ByteBuf interFrame = Unpooled.wrappedBuffer(HexFormat.of().parseHex("8600409c"));

    assertSame(open, TrackFormats.completed(open, interFrame));
    VideoFormat completed = (VideoFormat) TrackFormats.completed(open, keyFrame);
    assertEquals(320, completed.widthPixels());
    assertEquals(180, completed.heightPixels());
    assertEquals(open.codecString(), completed.codecString());
    assertSame(completed, TrackFormats.completed(completed, keyFrame));
  }

  @Test
  void learnsParameterSetsInBand() {
    ConfigurationVectors.Vector vector = ConfigurationVectors.of(Codec.H264).get(2);
    var record = dev.fairlead.media.codec.h264.AvcConfiguration.parse(vector.configuration());
    ByteBuf accessUnit = Unpooled.buffer();
    for (var set : Stream.concat(record.sps().stream(), record.pps().stream()).toList()) {
      accessUnit.writeInt(set.sizeBytes());
      set.writeTo(accessUnit);
    }
    CodecConfiguration empty = CodecConfiguration.of(HexFormat.of().parseHex("01640014ffe000"));

    TrackFormat open = TrackFormats.parse(Codec.H264, 1_000, empty);
    TrackFormat completed = TrackFormats.completed(open, accessUnit);

    assertEquals("avc1.640014 0x0 sar 1:1 0/1", TrackFormatsVectorTest.describe(open));
    assertEquals(vector.parse(), completed);
  }

  @Test
  void refusesWhatOnlySamplesTell() {
    assertThrows(
        MalformedMediaException.class,
        () -> TrackFormats.parse(Codec.MP3, 1_000, CodecConfiguration.NONE));
  }
}
