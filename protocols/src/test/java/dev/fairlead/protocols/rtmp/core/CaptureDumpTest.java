package dev.fairlead.protocols.rtmp.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.testkit.ChunkingWorlds;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real clients sent, in every chunking world, gives the dump beside it. */
final class CaptureDumpTest {
  private static final Path FOLDER =
      Path.of("src/test/resources/dev/fairlead/protocols/rtmp/core/captures");

  @ParameterizedTest
  @ValueSource(strings = {"ffmpeg-5.1-publish"})
  void aCaptureGivesItsDump(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(FOLDER.resolve(name + ".rtmp"));
    Path dump = FOLDER.resolve(name + ".txt");
    String head =
        Files.readString(dump, StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith("#"))
            .collect(Collectors.joining("\n", "", "\n"));

    for (List<byte[]> world : ChunkingWorlds.of(bytes)) {
      RecordingActions actions = new RecordingActions();
      RtmpConnection connection =
          new RtmpConnection(
              ByteBufAllocator.DEFAULT,
              RtmpLimits.DEFAULT,
              new CounterSet<>(RtmpCounter.class),
              new Random(1),
              0);
      for (byte[] piece : world) {
        connection.receive(Unpooled.wrappedBuffer(piece), 0, actions);
        connection.acceptPublish(0, actions);
      }
      connection.disconnected();
      String got = head + String.join("\n", actions.lines) + "\n";
      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(dump, got, StandardCharsets.UTF_8);
      }
      assertEquals(
          Files.readString(dump, StandardCharsets.UTF_8),
          got,
          "run with -Dgolden.update=true to accept");
    }
  }
}
