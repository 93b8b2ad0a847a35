package dev.fairlead.analytics.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What was written once stays readable, and is still written so. */
class EventGoldenTest {
  private static final Path VERSION_1 =
      Path.of("src/test/resources/dev/fairlead/analytics/event/vectors/version-1.txt");

  @Test
  void versionOneIsReadAndWrittenAsInTheFile() throws Exception {
    List<String> lines = new ArrayList<>();
    for (byte[] bytes : EventScript.encoded()) {
      Event event = new EventDecoder().decode(new UnsafeBuffer(bytes), 0, bytes.length);
      lines.add(EventScript.hex(bytes));
      lines.add(event.fields().toString());
    }
    String text = String.join("\n", lines) + "\n";
    update(text);

    assertEquals(Files.readString(VERSION_1), text);
  }

  @Test
  void everyEventOfTheFileIsRead() throws Exception {
    List<String> lines = Files.readAllLines(VERSION_1);
    for (int i = 0; i < lines.size(); i += 2) {
      byte[] bytes = HexFormat.of().parseHex(lines.get(i));

      Event event = new EventDecoder().decode(new UnsafeBuffer(bytes), 0, bytes.length);

      assertEquals(lines.get(i + 1), event.fields().toString());
    }
    assertEquals(2 * 3 * EventType.values().length, lines.size());
  }

  private static void update(String text) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(VERSION_1.getParent());
      Files.writeString(VERSION_1, text);
    }
  }
}
