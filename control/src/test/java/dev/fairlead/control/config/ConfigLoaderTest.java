package dev.fairlead.control.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  @TempDir Path folder;

  @Test
  void takesTheDefaultsWhenNothingIsSet() throws ConfigException, IOException {
    ConfigValues values = ConfigLoader.load(file(""), Map.of(), List.of());

    assertEquals("1935", values.text(ConfigKey.RTMP_PORT));
    assertEquals(ConfigSource.DEFAULT, values.value(ConfigKey.RTMP_PORT).source());
  }

  @Test
  void laterSourcesWinAndAreNamed() throws ConfigException, IOException {
    Path file = file("rtmp:\n  port: 1\nhttp:\n  port: 2\ncontrol:\n  port: 3\n");

    ConfigValues values =
        ConfigLoader.load(
            file,
            Map.of("FAIRLEAD_HTTP_PORT", "20", "FAIRLEAD_CONTROL_PORT", "30"),
            List.of("control.port=300"));

    assertEquals("1", values.text(ConfigKey.RTMP_PORT));
    assertEquals("fairlead.yaml:2", values.value(ConfigKey.RTMP_PORT).source().name());
    assertEquals("20", values.text(ConfigKey.HTTP_PORT));
    assertEquals("FAIRLEAD_HTTP_PORT", values.value(ConfigKey.HTTP_PORT).source().name());
    assertEquals("300", values.text(ConfigKey.CONTROL_PORT));
    assertEquals("--set", values.value(ConfigKey.CONTROL_PORT).source().name());
  }

  @Test
  void readsListsAndDottedKeys() throws ConfigException, IOException {
    Path file = file("http.trusted_proxies: [10.0.0.0/8, \"::1\"]\nlog.format: json\n");

    ConfigValues values = ConfigLoader.load(file, Map.of(), List.of());

    assertEquals("10.0.0.0/8,::1", values.text(ConfigKey.HTTP_TRUSTED_PROXIES));
    assertEquals("json", values.text(ConfigKey.LOG_FORMAT));
  }

  @Test
  void namesTheLineOfAnUnknownKeyAndTheNearestOne() throws IOException {
    assertEquals(
        List.of("fairlead.yaml:3: there is no key rtmp.prot; did you mean rtmp.port?"),
        problems("# ports\nrtmp:\n  prot: 1935\n"));
  }

  @Test
  void namesTheLineOfAValueOutOfRange() throws IOException {
    assertEquals(
        List.of("fairlead.yaml:2: rtmp.port must be 0 to 65535, not 70000"),
        problems("rtmp:\n  port: 70000\n"));
  }

  @Test
  void namesTheLineOfAWrongWord() throws IOException {
    assertEquals(
        List.of(
            "fairlead.yaml:1: log.level must be debug or info or warning or error, not \"loud\""),
        problems("log: {level: loud}\n"));
  }

  @Test
  void tellsAllProblemsAtOnce() throws IOException {
    assertEquals(2, problems("rtmp:\n  port: x\nhttp:\n  port: y\n").size());
  }

  @Test
  void refusesAKeySetTwiceAndAKeyWithoutValue() throws IOException {
    assertEquals(
        List.of("fairlead.yaml:3: rtmp.port is already set on line 1"),
        problems("rtmp.port: 1\nrtmp:\n  port: 2\n"));
    assertEquals(List.of("fairlead.yaml:2: rtmp.port has no value"), problems("rtmp:\n  port:\n"));
  }

  @Test
  void namesTheLineWhereAFileStopsBeingYaml() throws IOException {
    List<String> problems = problems("rtmp:\n  port: 1935\n bad: [\n");

    assertEquals(1, problems.size());
    assertEquals("fairlead.yaml:3: not YAML:", problems.getFirst().substring(0, 26));
  }

  @Test
  void namesTheLineAndTheFaultOfATab() throws IOException {
    List<String> problems = problems("rtmp:\n\tport: 1935\n");

    assertEquals(1, problems.size());
    assertEquals(
        "fairlead.yaml:2: not YAML: found character", problems.getFirst().substring(0, 42));
  }

  @Test
  void refusesAFileThatIsNotThere() {
    Path missing = folder.resolve("none.yaml");

    ConfigException thrown =
        assertThrows(ConfigException.class, () -> ConfigLoader.load(missing, Map.of(), List.of()));

    assertEquals(List.of(missing + ": no such file; --config names it"), thrown.problems());
  }

  @Test
  void ignoresVariablesThatAnOrchestratorSets() throws ConfigException, IOException {
    ConfigValues values =
        ConfigLoader.load(
            file(""), Map.of("FAIRLEAD_SERVICE_HOST", "10.0.0.1", "PATH", "/bin"), List.of());

    assertEquals("8080", values.text(ConfigKey.HTTP_PORT));
  }

  @Test
  void namesTheFlagThatIsWrong() throws IOException {
    Path empty = file("");

    ConfigException thrown =
        assertThrows(
            ConfigException.class,
            () -> ConfigLoader.load(empty, Map.of(), List.of("rtmp.port", "htp.port=1")));

    assertEquals(
        List.of(
            "--set rtmp.port: write it as --set KEY=VALUE",
            "--set: there is no key htp.port; did you mean http.port?"),
        thrown.problems());
  }

  private List<String> problems(String yaml) throws IOException {
    Path file = file(yaml);
    return assertThrows(ConfigException.class, () -> ConfigLoader.load(file, Map.of(), List.of()))
        .problems();
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("fairlead.yaml"), yaml);
  }
}
