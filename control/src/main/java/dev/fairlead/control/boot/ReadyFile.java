package dev.fairlead.control.boot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fairlead.control.auth.PrivateFile;
import dev.fairlead.control.auth.StreamEntry;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells scripts that the node accepts, and where. It holds the stream key: its owner alone reads.
 */
final class ReadyFile {
  private ReadyFile() {}

  /**
   * Writes it in one step.
   *
   * @param urls of the listeners, by protocol
   * @param first stream, null when all were deleted
   * @param startMillis from the start of the process to now
   */
  static void write(
      Path file, Map<String, String> urls, @Nullable StreamEntry first, long startMillis)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, String> url : urls.entrySet()) {
        json.writeStringField(url.getKey(), url.getValue());
      }
      if (first != null) {
        json.writeStringField("streamKey", first.key().secret());
        json.writeStringField("playbackId", first.playbackId());
      }
      json.writeNumberField("pid", ProcessHandle.current().pid());
      json.writeNumberField("startMillis", startMillis);
      json.writeEndObject();
    }
    PrivateFile.replace(file, text + "\n");
  }
}
