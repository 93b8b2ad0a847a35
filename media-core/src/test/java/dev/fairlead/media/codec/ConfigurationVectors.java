package dev.fairlead.media.codec;

import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The lines of {@code vectors/track-formats.txt} and {@code vectors/track-samples.txt}. */
final class ConfigurationVectors {
  record Vector(Codec codec, String expected, byte[] configuration) {
    TrackFormat parse() {
      return TrackFormatsVectorTest.parse(codec, configuration);
    }
  }

  record SampleVector(
      Codec codec, String expected, String configuration, int lengthBytes, String head) {
    ByteBuf payload() {
      return Unpooled.wrappedBuffer(Arrays.copyOf(HexFormat.of().parseHex(head), lengthBytes));
    }
  }

  private ConfigurationVectors() {}

  static List<Vector> all() {
    return lines("vectors/track-formats.txt").map(ConfigurationVectors::vector).toList();
  }

  static List<SampleVector> samples() {
    return lines("vectors/track-samples.txt").map(ConfigurationVectors::sample).toList();
  }

  private static Stream<String> lines(String resource) {
    try (InputStream in = ConfigurationVectors.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Vector> of(Codec codec) {
    return all().stream().filter(vector -> vector.codec() == codec).toList();
  }

  private static SampleVector sample(String line) {
    String[] fields = line.split(" *\\| *");
    return new SampleVector(
        Codec.valueOf(fields[0]),
        fields[1],
        fields[2],
        Integer.parseInt(fields[3]),
        fields[4].strip());
  }

  private static Vector vector(String line) {
    String[] fields = line.split(" \\| ");
    return new Vector(
        Codec.valueOf(fields[0]), fields[1], HexFormat.of().parseHex(fields[2].strip()));
  }
}
