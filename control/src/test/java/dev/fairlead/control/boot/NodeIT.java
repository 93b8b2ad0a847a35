package dev.fairlead.control.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.control.auth.StreamEntry;
import dev.fairlead.control.config.ConfigException;
import dev.fairlead.control.config.ConfigLoader;
import dev.fairlead.control.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole node in this process, on loopback and free ports. */
@Timeout(60)
class NodeIT {
  private static final Duration REQUEST = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(REQUEST).build();

  @TempDir Path folder;

  @Test
  void isHealthyAndReadyOnceStarted() throws Exception {
    try (ServerAssembly node = start()) {
      assertEquals(200, get(node, "control", "/healthz").statusCode());
      assertEquals(200, get(node, "control", "/readyz").statusCode());
    }
  }

  @Test
  void metricsNameEachFamilyOnceAndEndProperly() throws Exception {
    try (ServerAssembly node = start()) {
      get(node, "http", "/");
      String text = get(node, "control", "/metrics").body();

      Set<String> families = new HashSet<>();
      for (String line : text.lines().filter(each -> each.startsWith("# TYPE ")).toList()) {
        assertTrue(families.add(line.split(" ")[2]), line);
      }
      assertTrue(families.contains("fairlead_http_requests"), text);
      assertTrue(text.endsWith("# EOF\n"));
    }
  }

  @Test
  void metricsAreWhatTheFormatAllows() throws Exception {
    try (ServerAssembly node = start()) {
      get(node, "http", "/hls/" + id(node) + "/index.m3u8");
      HttpResponse<String> answer = get(node, "control", "/metrics");

      assertEquals(
          "application/openmetrics-text; version=1.0.0; charset=utf-8",
          answer.headers().firstValue("Content-Type").orElseThrow());
      assertEquals(List.of(), OpenMetricsRules.problems(answer.body()));
    }
  }

  @Test
  void theMetricsInTheTreeAreThoseOfTheNode() throws Exception {
    try (ServerAssembly node = start()) {
      String table = OpenMetricsRules.reference(get(node, "control", "/metrics").body());
      Path file = Path.of("METRICS.md");
      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(file, table);
      }

      assertEquals(table, Files.readString(file), "write it anew with -Dgolden.update=true");
    }
  }

  @Test
  void thePublicPortTellsNoMetrics() throws Exception {
    try (ServerAssembly node = start()) {
      assertEquals(404, get(node, "http", "/metrics").statusCode());
    }
  }

  @Test
  void theWatchPageRunsOnlyItsOwnScriptsAndMayBeEmbedded() throws Exception {
    try (ServerAssembly node = start()) {
      HttpResponse<String> page = get(node, "http", "/watch/" + id(node));

      assertEquals(200, page.statusCode());
      String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
      String script = page.body().split("<script data-[^>]*>")[1].split("</script>")[0];
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      String named = "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
      assertTrue(policy.contains("script-src 'self' " + named + ";"), policy);
      assertTrue(policy.contains("frame-ancestors *"), policy);
      assertTrue(page.body().contains("data-live=\"false\""));
      assertFalse(page.body().contains("{{"), page.body());
    }
  }

  @Test
  void everyFileThatThePageNamesIsServedAndMayBeKeptForEver() throws Exception {
    try (ServerAssembly node = start()) {
      String page = get(node, "http", "/watch/" + id(node)).body();
      List<String> files = new ArrayList<>();
      for (String part : page.split("\"")) {
        if (part.startsWith("/assets/")) {
          files.add(part);
        }
      }
      String base = files.getFirst().substring(0, files.getFirst().lastIndexOf('/'));
      files.add(base + "/vendor/hls.mjs");
      files.add(base + "/vendor/dash.js");

      for (String file : files) {
        HttpResponse<String> answer = get(node, "http", file);
        assertEquals(200, answer.statusCode(), file);
        assertTrue(
            answer.headers().firstValue("Cache-Control").orElseThrow().contains("immutable"), file);
      }
    }
  }

  @Test
  void anUnknownPlaybackIdIsRefusedInWords() throws Exception {
    try (ServerAssembly node = start()) {
      HttpResponse<String> page = get(node, "http", "/watch/%22%3E%3Cscript%3E");

      assertEquals(404, page.statusCode());
      assertFalse(page.body().contains("\"><script>"));
      for (String path :
          List.of(
              "/play/AAAAAAAAAAAAAAAA",
              "/hls/AAAAAAAAAAAAAAAA/index.m3u8",
              "/dash/AAAAAAAAAAAAAAAA/index.mpd",
              "/live/AAAAAAAAAAAAAAAA.flv")) {
        HttpResponse<String> answer = get(node, "http", path);
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertEquals(404, answer.statusCode(), path);
        assertEquals(
            "application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("unknown_playback_id", problem.get("code").asText(), path);
        assertEquals(404, problem.get("status").asInt(), path);
      }
    }
  }

  @Test
  void thePlayDocumentNamesEveryOutputAndLeadsToIt() throws Exception {
    try (ServerAssembly node = start()) {
      String path = "/play/" + id(node);
      JsonNode document = new ObjectMapper().readTree(get(node, "http", path).body());

      assertEquals("offline", document.get("state").asText());
      for (Map.Entry<String, JsonNode> url : document.get("urls").properties()) {
        HttpResponse<String> lead = get(node, "http", path + "/" + url.getKey());
        assertEquals(307, lead.statusCode());
        assertEquals(url.getValue().asText(), lead.headers().firstValue("Location").orElseThrow());
      }
      assertEquals(404, get(node, "http", path + "/vhs").statusCode());
    }
  }

  @Test
  void aPortThatIsTakenIsOneLineThatNamesTheKey() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      for (String name : List.of("rtmp", "http", "control")) {
        String key = name + ".port=" + taken.getLocalPort();
        StartupException thrown = assertThrows(StartupException.class, () -> start(key));

        assertTrue(thrown.getMessage().startsWith(name + ".port: "), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("is taken"), thrown.getMessage());
        assertFalse(thrown.getMessage().contains("\n"));
      }
    }
  }

  @Test
  void anAddressOfAnotherMachineIsOneLineThatNamesTheKey() {
    StartupException thrown =
        assertThrows(StartupException.class, () -> start("http.bind=203.0.113.1"));

    assertTrue(thrown.getMessage().startsWith("http.bind: "), thrown.getMessage());
  }

  @Test
  void aCertificateThatIsNotThereIsOneLineThatNamesTheKey() {
    StartupException thrown =
        assertThrows(
            StartupException.class, () -> start("tls.certificate=none.pem", "tls.key=none.key"));

    assertTrue(thrown.getMessage().startsWith("tls.certificate "), thrown.getMessage());
  }

  @Test
  void aKeyInAnOlderFormIsOneLineThatSaysHowToChangeIt() throws Exception {
    Path key =
        Files.writeString(
            folder.resolve("old.key"),
            "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
    Path certificate = Files.writeString(folder.resolve("old.pem"), "");
    StartupException thrown =
        assertThrows(
            StartupException.class,
            () -> start("tls.certificate=" + certificate, "tls.key=" + key));

    assertTrue(thrown.getMessage().startsWith("tls.key: "), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("openssl pkcs8 -topk8"), thrown.getMessage());
  }

  @Test
  void twoNodesDoNotShareADataFolder() throws Exception {
    try (ServerAssembly first = start()) {
      assertTrue(first.urls().containsKey("http"));
      StartupException thrown = assertThrows(StartupException.class, this::start);

      assertTrue(thrown.getMessage().startsWith("data.dir: "), thrown.getMessage());
    }
  }

  @Test
  void theStreamStaysTheSameOverARestart() throws Exception {
    StreamEntry before;
    try (ServerAssembly node = start()) {
      before = node.firstStream();
    }
    try (ServerAssembly node = start()) {
      assertEquals(before, node.firstStream());
    }
  }

  @Test
  void theReadyFileIsForItsOwnerAlone() throws Exception {
    Path file = folder.resolve("ready.json");
    try (ServerAssembly node = start()) {
      ReadyFile.write(file, node.urls(), node.firstStream(), 5);

      JsonNode ready = new ObjectMapper().readTree(file.toFile());
      assertEquals(node.firstStream().key().secret(), ready.get("streamKey").asText());
      assertEquals(node.firstStream().playbackId(), ready.get("playbackId").asText());
      assertEquals(ProcessHandle.current().pid(), ready.get("pid").asLong());
      assertTrue(URI.create(ready.get("rtmp").asText()).getPort() > 0);
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

  private static String id(ServerAssembly node) {
    return node.firstStream().playbackId();
  }

  private HttpResponse<String> get(ServerAssembly node, String listener, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(node.urls().get(listener) + path))
            .timeout(REQUEST)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private ServerAssembly start(String... flags) throws ConfigException, StartupException {
    List<String> all = new ArrayList<>();
    for (String name : List.of("rtmp", "srt", "http", "webrtc", "control")) {
      all.add(name + ".port=0");
      all.add(name + ".bind=127.0.0.1");
    }
    all.add("data.dir=" + folder.resolve("data"));
    all.add("loops.threads=1");
    all.addAll(List.of(flags));
    return ServerAssembly.start(Settings.of(ConfigLoader.load(null, Map.of(), all)));
  }
}
