package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fairlead.conformance.arch.ModuleClasses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The one file that is shipped, on a machine that has no Java, from a folder that is not ours: it
 * starts within a second, is small while idle, and ends when asked to.
 */
class PackagedFileIT {
  private static final Duration PACKAGING = Duration.ofMinutes(4);
  private static final Duration START = Duration.ofSeconds(30);
  private static final int STARTS = 5;
  private static final long MAX_START_MS = 1_000;
  private static final long MAX_IDLE_BYTES = 150L << 20;

  /** All that the file needs of its host. */
  private static final List<String> TOOLS =
      List.of("sh", "tar", "gzip", "tail", "id", "mkdir", "mv", "rm", "dirname");

  @TempDir static Path folder;
  private static Path file;

  @BeforeAll
  static void make() throws IOException {
    Path root = ModuleClasses.root();
    ChildProcess.run(
        "packaging",
        List.of(
            "/usr/bin/env",
            "JAVA_HOME=" + System.getProperty("java.home"),
            "ROOT=" + root,
            "sh",
            root.resolve("control/launcher/package.sh").toString()),
        PACKAGING);
    try (Stream<Path> made = Files.list(root.resolve("dist"))) {
      file = made.filter(each -> each.toString().contains("fairlead-")).findFirst().orElseThrow();
    }
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : TOOLS) {
      for (Path there : List.of(Path.of("/bin", tool), Path.of("/usr/bin", tool))) {
        if (Files.exists(there) && !Files.exists(tools.resolve(tool))) {
          Files.createSymbolicLink(tools.resolve(tool), there);
        }
      }
    }
    Files.createDirectory(folder.resolve("home"));
  }

  /** By hand, since whoever removes the folder warns of every link that leads out of it. */
  @AfterAll
  static void removeLinks() throws IOException {
    for (String tool : TOOLS) {
      Files.deleteIfExists(folder.resolve("tools").resolve(tool));
    }
  }

  @Test
  void tellsItsVersionWithoutJavaOnTheHost() {
    String printed = ChildProcess.run("version", command("--version"), START);

    assertTrue(printed.startsWith("Fairlead "), printed);
  }

  @Test
  void startsWithinASecondIsSmallWhileIdleAndEndsWhenAskedTo() throws Exception {
    start();
    List<Long> startsMs = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      startsMs.add(start());
    }
    startsMs.sort(null);

    System.out.println("ready after " + startsMs + " ms");
    // A shared machine slows some of them down; none is faster than it can be.
    assertTrue(startsMs.getFirst() <= MAX_START_MS, "ready after " + startsMs + " ms");
  }

  /** Starts a node, looks at it, ends it; returns milliseconds from exec to readiness. */
  private static long start() throws IOException, InterruptedException {
    Path ready = folder.resolve("ready.json");
    Files.deleteIfExists(ready);
    long beganNs = System.nanoTime();
    List<String> arguments = new ArrayList<>(List.of("serve", "--ready-file", ready.toString()));
    for (String name : List.of("rtmp", "srt", "http", "webrtc", "control")) {
      arguments.addAll(List.of("--set", name + ".port=0", "--set", name + ".bind=127.0.0.1"));
    }
    try (ChildProcess node =
        ChildProcess.start("packaged node", command(arguments.toArray(String[]::new)))) {
      while (!Files.exists(ready)) {
        assertTrue(node.isAlive(), node::text);
        Thread.sleep(1);
      }
      final long tookMs = (System.nanoTime() - beganNs) / 1_000_000;
      JsonNode told = new JsonMapper().readTree(ready.toFile());
      assertEquals(200, status(told.get("control").asText() + "/readyz"));
      assertEquals(
          200, status(told.get("http").asText() + "/watch/" + told.get("playbackId").asText()));
      long idleBytes = ProcessMemory.residentBytes(told.get("pid").asLong());
      assertTrue(idleBytes <= MAX_IDLE_BYTES, "resident while idle: " + idleBytes);
      assertTrue(Files.exists(folder.resolve("data/control.db")), "data lies where it runs");

      node.terminate();

      assertEquals(0, node.awaitExit(START), node::text);
      return tookMs;
    }
  }

  private static int status(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(START).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  /** The file with these arguments, in a folder and an environment with nothing of ours. */
  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            "/usr/bin/env",
            "-i",
            "-C",
            folder.toString(),
            "PATH=" + folder.resolve("tools"),
            "HOME=" + folder.resolve("home"),
            file.toString()));
    command.addAll(List.of(arguments));
    return command;
  }
}
