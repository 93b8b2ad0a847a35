package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fairlead.conformance.arch.ModuleClasses;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The node as an operator runs it: a process of its own on free ports, with the flags of the
 * launcher and the classes of this build. Closing it sends SIGTERM and demands status 0.
 */
final class FairleadNode implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Duration REQUEST = Duration.ofSeconds(20);

  private static final Pattern TEST_ONLY =
      Pattern.compile(
          "archunit|junit|opentest4j|apiguardian|playwright|/driver|jmh|jopt|commons-math"
              + "|gson|jazzer|conformance|benchmarks|test-classes|-tests\\.jar");

  private final ChildProcess process;
  private final Path folder;
  private final JsonNode ready;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(REQUEST).build();

  private FairleadNode(ChildProcess process, Path folder, JsonNode ready) {
    this.process = process;
    this.folder = folder;
    this.ready = ready;
  }

  /** Starts one as production does. */
  static FairleadNode start(String... settings) {
    return start(List.of(), settings);
  }

  /** Starts one that tracks every buffer, so that {@link #close} fails on a lost one. */
  static FairleadNode startTrackingLeaks(String... settings) {
    return start(List.of("-Dio.netty.leakDetection.level=paranoid"), settings);
  }

  /** Starts one whose settings depend on the stream that it has. */
  static FairleadNode startKnowing(Function<Channel, List<String>> settings) {
    try {
      Path folder = Files.createTempDirectory("fairlead-it-");
      List<String> command = program(List.of());
      command.addAll(List.of("stream", "create", "known"));
      command.addAll(List.of("--data", folder.resolve("data").toString()));
      String[] fields =
          ChildProcess.run("stream create", command, START)
              .lines()
              .toList()
              .getLast()
              .split("\\s+", -1);
      Channel channel = new Channel(fields[1], fields[2]);
      return start(folder, List.of(), settings.apply(channel).toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A stream, known before the node runs. */
  record Channel(String playbackId, String key) {}

  private static FairleadNode start(List<String> flags, String... settings) {
    try {
      return start(Files.createTempDirectory("fairlead-it-"), flags, settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> program(List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + ModuleClasses.root().resolve(".mvn/fairlead.jvmargs"));
    command.add("-Xmx512m");
    command.addAll(flags);
    command.addAll(List.of("-cp", productClasses()));
    command.add("dev.fairlead.control.boot.Main");
    return command;
  }

  private static FairleadNode start(Path folder, List<String> flags, String... settings) {
    try {
      Path readyFile = folder.resolve("ready.json");
      List<String> command = program(flags);
      command.add("serve");
      command.addAll(List.of("--data", folder.resolve("data").toString()));
      command.addAll(List.of("--ready-file", readyFile.toString()));
      for (String port : List.of("rtmp", "srt", "http", "webrtc", "control")) {
        command.addAll(List.of("--set", port + ".port=0"));
        command.addAll(List.of("--set", port + ".bind=127.0.0.1"));
      }
      for (String setting : settings) {
        command.addAll(List.of("--set", setting));
      }
      ChildProcess process = ChildProcess.start("node", command);
      try {
        Eventually.holds(
            "the node is ready",
            START,
            () -> Files.exists(readyFile) || !process.isAlive(),
            process::text);
        if (!Files.exists(readyFile)) {
          throw new AssertionError("the node did not start:\n" + process.text());
        }
        return new FairleadNode(process, folder, new JsonMapper().readTree(readyFile.toFile()));
      } catch (Throwable e) {
        process.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The class path of this test without what only tests have, lest it changes how the node logs.
   */
  private static String productClasses() {
    String checkout = ModuleClasses.root().toString();
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !TEST_ONLY.matcher(entry.replace(checkout, "")).find())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String field(String name) {
    JsonNode value = ready.path(name);
    if (!value.isValueNode()) {
      throw new AssertionError("the ready file has no " + name + ": " + ready);
    }
    return value.asText();
  }

  private URI origin(String name) {
    URI uri = URI.create(field(name));
    return URI.create(uri.getScheme() + "://127.0.0.1:" + uri.getPort());
  }

  /** Where to push: {@code rtmp://HOST:PORT/live/KEY}. */
  String pushUrl() {
    return pushUrl(streamKey());
  }

  String pushUrl(String key) {
    return origin("rtmp") + "/live/" + key;
  }

  /** An SRT URL that asks for {@code streamId}, with further parameters such as {@code &a=b}. */
  String srtUrl(String streamId, String parameters) {
    return origin("srt") + "?streamid=" + streamId + parameters;
  }

  int srtPort() {
    return origin("srt").getPort();
  }

  int rtmpPort() {
    return origin("rtmp").getPort();
  }

  int httpPort() {
    return origin("http").getPort();
  }

  String streamKey() {
    return field("streamKey");
  }

  String playbackId() {
    return field("playbackId");
  }

  /** Where RTMP viewers play. */
  String rtmpPlayUrl() {
    return origin("rtmp") + "/play/" + playbackId();
  }

  /** A public page or media URL, such as {@code /watch/}; the playback id replaces {@code ID}. */
  String url(String path) {
    return origin("http") + path.replace("ID", playbackId());
  }

  String hlsUrl() {
    return url("/hls/ID/index.m3u8");
  }

  /** A URL of the operator's port. */
  String controlUrl(String path) {
    return origin("control") + path;
  }

  /** Asks for a URL; any status is an answer. */
  HttpResponse<String> get(String url, String... headers) {
    return send("GET", url, headers);
  }

  HttpResponse<String> send(String method, String url, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(REQUEST)
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return exchange(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(String url, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(REQUEST);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return exchange(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body) {
    try {
      return http.send(request, body);
    } catch (IOException e) {
      throw new AssertionError(request.uri() + ": " + e + "\n" + log(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits until the node says that someone publishes. */
  void awaitLive() {
    Eventually.holds(
        "someone publishes",
        Duration.ofSeconds(20),
        () -> send("HEAD", url("/live/ID.flv")).statusCode() == 200,
        this::log);
  }

  /** Waits until viewers can play the broadcast that runs; an ended one may still be shown. */
  void awaitPlayable(String url) {
    awaitLive();
    Eventually.holds(
        url + " is playable",
        Duration.ofSeconds(8),
        () -> {
          HttpResponse<String> answer = get(url);
          return answer.statusCode() == 200
              && !answer.body().contains("type=\"static\"")
              && !isEnded(URI.create(url), answer.body());
        },
        () -> get(url).statusCode() + " " + get(url).body());
  }

  private boolean isEnded(URI at, String body) {
    if (!body.startsWith("#EXTM3U")) {
      return false;
    }
    HlsPlaylist playlist = HlsPlaylist.parse(at, body);
    if (!playlist.has("EXT-X-STREAM-INF")) {
      return playlist.has("EXT-X-ENDLIST");
    }
    HttpResponse<String> media = get(playlist.uris().getFirst().toString());
    return media.statusCode() != 200 || media.body().contains("#EXT-X-ENDLIST");
  }

  /** Waits until nobody publishes. */
  void awaitSilence() {
    Eventually.holds(
        "the broadcast ends",
        Duration.ofSeconds(20),
        () -> {
          HttpResponse<String> answer = get(hlsUrl());
          return answer.statusCode() != 200 || isEnded(URI.create(hlsUrl()), answer.body());
        },
        this::log);
  }

  /** Whether HLS viewers have something to play of the broadcast that runs. */
  boolean isPlayable() {
    HttpResponse<String> answer = get(hlsUrl());
    if (answer.statusCode() != 200 || isEnded(URI.create(hlsUrl()), answer.body())) {
      return false;
    }
    URI media = HlsPlaylist.parse(URI.create(hlsUrl()), answer.body()).uris().getFirst();
    return get(media.toString()).body().contains(".m4s");
  }

  /** The value of one metric, summed over its labels; 0 when it is not there. */
  double metric(String name) {
    return get(controlUrl("/metrics"))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** What it logged last. */
  String log() {
    return process.text();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it without a chance to write anything; its data stay for {@link #startAgain}. */
  void kill() {
    process.kill();
  }

  /** Starts another one on the data of one that was killed. */
  static FairleadNode startAgain(FairleadNode killed, String... settings) {
    try {
      Files.deleteIfExists(killed.folder.resolve("ready.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return start(killed.folder, List.of(), settings);
  }

  /** What a verb prints about the data of this node; anything but status 0 fails. */
  String verb(String... arguments) {
    List<String> command = program(List.of());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--data", folder.resolve("data").toString()));
    return ChildProcess.run(String.join(" ", arguments), command, START);
  }

  @Override
  public void close() {
    try (process) {
      boolean alive = process.isAlive();
      process.terminate();
      int status = process.awaitExit(STOP);
      assertEquals(alive, true, "the node ended by itself with status " + status + ":\n" + log());
      assertEquals(0, status, () -> "status after SIGTERM:\n" + log());
      assertFalse(log().contains("LEAK"), this::log);
    } finally {
      delete(folder);
      http.close();
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                if (!file.toFile().delete()) {
                  System.err.println("left behind: " + file);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
