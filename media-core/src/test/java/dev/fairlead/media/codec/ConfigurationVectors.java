package dev.fairlead.media.codec;

import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.TrackFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** The lines of {@code vectors/track-formats.txt}. */
final class ConfigurationVectors {
  record Vector(Codec codec, String expected, byte[] configuration) {
    TrackFormat parse() {
      return TrackFormatsVectorTest.parse(codec, configuration);
    }
  }

  private ConfigurationVectors() {}

  static List<Vector> all() {
    try (InputStream in =
        ConfigurationVectors.class.getResourceAsStream("vectors/track-formats.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(ConfigurationVectors::vector)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Vector> of(Codec codec) {
    return all().stream().filter(vector -> vector.codec() == codec).toList();
  }

  private static Vector vector(String line) {
    String[] fields = line.split(" \\| ");
    return new Vector(
        Codec.valueOf(fields[0]), fields[1], HexFormat.of().parseHex(fields[2].strip()));
  }
}
