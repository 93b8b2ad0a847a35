package dev.fairlead.media.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares text with a file that is kept beside the test's package. */
public final class GoldenDump {
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  private GoldenDump() {}

  /**
   * Fails when {@code actual} is not what {@code dumps/name} beside {@code test} holds; with {@code
   * -Dgolden.update=true} it writes the file instead.
   */
  public static void assertGolden(Class<?> test, String name, String actual) {
    String resource = "dumps/" + name;
    try {
      if (UPDATE) {
        Path file =
            Path.of("src/test/resources", test.getPackageName().replace('.', '/'), resource);
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual);
        return;
      }
      try (InputStream golden = test.getResourceAsStream(resource)) {
        String expected =
            golden == null ? "" : new String(golden.readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(expected, actual, resource + "; rewrite it with -Dgolden.update=true");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
