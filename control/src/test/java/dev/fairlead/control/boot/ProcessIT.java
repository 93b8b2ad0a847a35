package dev.fairlead.control.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The node as a process of its own: what it prints, and how it ends. */
@Timeout(90)
class ProcessIT {
  @TempDir Path folder;

  @Test
  void endsWithStatusZeroAndALastWordWhenAskedTo() throws Exception {
    Path ready = folder.resolve("ready.json");
    Process node = start("--ready-file", ready.toString());
    while (!Files.exists(ready)) {
      assertTrue(node.isAlive(), "the node ended before it was ready");
      node.waitFor(20, TimeUnit.MILLISECONDS);
    }

    node.toHandle().destroy();
    String printed = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertTrue(node.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, node.exitValue(), printed);
    assertTrue(printed.contains("control.boot: stopped"), printed);
    assertTrue(printed.contains("/watch/"), printed);
  }

  @Test
  void aWrongKeyIsOneLineAndAStatusThatSaysSo() throws Exception {
    Path file = Files.writeString(folder.resolve("bad.yaml"), "rtmp:\n  prot: 1\n");
    Process node = start("--config", file.toString());
    String printed = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertTrue(node.waitFor(20, TimeUnit.SECONDS));
    assertEquals(1, node.exitValue());
    assertEquals(
        "fairlead: bad.yaml:2: there is no key rtmp.prot; did you mean rtmp.port?",
        printed.strip());
  }

  @Test
  void aReadyFileThatCannotBeIsOneLineAndAStatusThatSaysSo() throws Exception {
    Process node = start("--ready-file", folder.resolve("none").resolve("ready.json").toString());
    String printed = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertTrue(node.waitFor(20, TimeUnit.SECONDS));
    assertEquals(1, node.exitValue());
    assertEquals(
        "fairlead: --ready-file: there is no folder " + folder.resolve("none"), printed.strip());
  }

  @Test
  void aNodeThatDoesNotStartLeavesNoReadyFileOfAnEarlierRun() throws Exception {
    Path ready = Files.writeString(folder.resolve("ready.json"), "{}");
    Process node = start("--ready-file", ready.toString(), "--set", "http.bind=203.0.113.1");
    node.getInputStream().readAllBytes();

    assertTrue(node.waitFor(20, TimeUnit.SECONDS));
    assertEquals(1, node.exitValue());
    assertFalse(Files.exists(ready));
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("..", ".mvn", "fairlead.jvmargs"));
    command.add("@" + Path.of("..", ".mvn", "fairlead.serve.jvmargs"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "serve"));
    command.addAll(List.of("--data", folder.resolve("data").toString()));
    for (String name : List.of("rtmp", "http", "control")) {
      command.addAll(List.of("--set", name + ".port=0", "--set", name + ".bind=127.0.0.1"));
    }
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
