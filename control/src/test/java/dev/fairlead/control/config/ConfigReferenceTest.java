package dev.fairlead.control.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
  private static final Path FILE = Path.of("CONFIGURATION.md");

  @Test
  void theReferenceInTheTreeIsTheOneOfTheCode() throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(FILE, ConfigReference.markdown());
    }

    assertEquals(
        ConfigReference.markdown(),
        Files.readString(FILE),
        "write it anew with -Dgolden.update=true");
  }

  @Test
  void tellsValuesWithTheirSources() throws ConfigException {
    String text =
        ConfigReference.effective(ConfigLoader.load(null, Map.of(), List.of("http.port=81")));

    assertTrue(text.lines().anyMatch(line -> line.matches("http\\.port: +81 +# --set")), text);
    assertTrue(text.lines().anyMatch(line -> line.matches("rtmp\\.port: +1935 +# default")), text);
  }
}
