package dev.fairlead.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.DataFormat;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.media.track.VideoFormat;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class TrackFormatsVectorTest {
  @TestFactory
  Stream<DynamicTest> readsWhatEncodersWrite() {
    return ConfigurationVectors.all().stream()
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.codec() + " " + vector.expected(),
                    () -> assertEquals(vector.expected(), describe(vector.parse()))));
  }

  @TestFactory
  Stream<DynamicTest> keepsWellFormedConfigurationsAsTheyAre() {
    return ConfigurationVectors.all().stream()
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.codec() + " " + vector.expected(),
                    () ->
                        assertEquals(
                            HexFormat.of().formatHex(vector.configuration()),
                            vector.parse().configuration().toString())));
  }

  static String describe(TrackFormat format) {
    return switch (format) {
      case VideoFormat video ->
          "%s %dx%d sar %d:%d %d/%d"
              .formatted(
                  video.codecString(),
                  video.widthPixels(),
                  video.heightPixels(),
                  video.sarWidth(),
                  video.sarHeight(),
                  video.frameRate().numerator(),
                  video.frameRate().denominator());
      case AudioFormat audio ->
          "%s %d Hz %d ch %d"
              .formatted(
                  audio.codecString(),
                  audio.sampleRateHz(),
                  audio.channels(),
                  audio.frameSamples());
      case DataFormat data -> data.codecString();
    };
  }

  static TrackFormat parse(Codec codec, byte[] configuration) {
    return TrackFormats.parse(codec, 1_000, CodecConfiguration.of(configuration));
  }
}
