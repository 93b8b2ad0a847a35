package dev.fairlead.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One node of ours as a child, on free ports, with a data folder of its own. One thread. */
final class NodeProcess implements AutoCloseable {
  private static final long START_TIMEOUT_MS = 30_000;
  private static final long POLL_MS = 2;

  private final ChildProcess process;
  private final JsonNode ready;

  /**
   * A stream that may be published to.
   *
   * @param playbackId names it in what viewers ask for
   * @param key names it to publishers
   */
  record Channel(String playbackId, String key) {}

  private NodeProcess(ChildProcess process, JsonNode ready) {
    this.process = process;
    this.ready = ready;
  }

  /**
   * Starts one and waits until it accepts.
   *
   * @param launcher the program
   * @param folder where its files go
   * @param cpu the processor it is bound to; null for all
   * @param settings {@code KEY=VALUE} each
   */
  static NodeProcess start(
      String launcher, Path folder, @Nullable String cpu, Collection<String> settings)
      throws IOException, InterruptedException {
    Path ready = folder.resolve("ready.json");
    Files.deleteIfExists(ready);
    List<String> command = new ArrayList<>(List.of(launcher, "serve"));
    command.addAll(List.of("--data", data(folder), "--ready-file", ready.toString()));
    for (String port : List.of("rtmp", "srt", "http", "webrtc", "control")) {
      command.addAll(List.of("--set", port + ".port=0"));
    }
    command.addAll(List.of("--set", "log.level=warning"));
    for (String setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    ChildProcess process =
        cpu == null ? ChildProcess.start(command) : ChildProcess.pinned(cpu, command);
    try {
      return new NodeProcess(process, await(process, ready));
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  /** Adds streams to the data folder of a node that is yet to start. */
  static List<Channel> addStreams(String launcher, Path folder, int count)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(launcher, "stream", "create", "--data", data(folder)));
    for (int i = 0; i < count; i++) {
      command.add("load" + i);
    }
    List<String> lines = ChildProcess.output(command).lines().toList();
    List<Channel> added = new ArrayList<>();
    // The launcher may have had to build first, and says so in lines before.
    for (String line : lines.subList(lines.size() - count, lines.size())) {
      String[] fields = line.split("\\s+", -1);
      added.add(new Channel(fields[1], fields[2]));
    }
    return added;
  }

  private static String data(Path folder) {
    return folder.resolve("data").toString();
  }

  private static JsonNode await(ChildProcess process, Path ready)
      throws IOException, InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_TIMEOUT_MS);
    while (!Files.exists(ready)) {
      if (!process.isAlive() || System.nanoTime() - deadlineNs > 0) {
        throw new IOException("the node did not start");
      }
      Thread.sleep(POLL_MS);
    }
    return new ObjectMapper().readTree(ready.toFile());
  }

  long pid() {
    return ready.get("pid").asLong();
  }

  /** The processes whose work is the node's. */
  ServerProcess server() {
    return new ServerProcess(List.of(pid()));
  }

  /** The stream that every new node has. */
  Channel first() {
    return new Channel(ready.get("playbackId").asText(), ready.get("streamKey").asText());
  }

  String publishUrl(Channel channel) {
    return ready.get("rtmp").asText() + "/live/" + channel.key();
  }

  String rtmpPlayUrl(Channel channel) {
    return ready.get("rtmp").asText() + "/play/" + channel.playbackId();
  }

  /** The address of {@code path} on the public port. */
  URI http(String path) {
    return URI.create(ready.get("http").asText() + path);
  }

  /** The address of {@code path} on the control port. */
  URI control(String path) {
    return URI.create(ready.get("control").asText() + path);
  }

  /** Asks it to end; its status. */
  int stop() throws InterruptedException {
    return process.stop();
  }

  @Override
  public void close() {
    process.close();
  }
}
