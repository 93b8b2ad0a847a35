package dev.fairlead.control.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import dev.fairlead.protocols.http.Refusal;
import java.io.IOException;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /play/ID}: whether it is live, what the tracks are, every URL; and {@code
 * /play/ID/OUTPUT}, which leads to one of them. Any thread.
 */
public final class PlayDocument implements HttpHandler {
  private static final JsonFactory JSON = new JsonFactory();

  private final Viewers viewers;
  private final IntSupplier rtmpPort;
  private final InstantSource clock;

  /**
   * @param viewers asked whether this one may watch
   * @param rtmpPort where RTMP listens, 0 when it does not
   * @param clock told to clients, which correct their own by it
   */
  public PlayDocument(Viewers viewers, IntSupplier rtmpPort, InstantSource clock) {
    this.viewers = viewers;
    this.rtmpPort = rtmpPort;
    this.clock = clock;
  }

  @Override
  public void handle(HttpExchange exchange) {
    viewers.decide(exchange, (answer, live) -> respond(exchange, answer, live));
  }

  private void respond(HttpExchange exchange, PlayAdmission answer, @Nullable Broadcast live) {
    exchange.setHeader("Cache-Control", "no-store");
    if (answer instanceof PlayAdmission.Refused refused) {
      Refusal.of(refused.reason()).respond(exchange, refused.text());
      return;
    }
    String id = exchange.pathParameter("id");
    Map<String, String> urls = new NodeAddresses(exchange.origin(), rtmpPort.getAsInt()).of(id);
    String output = exchange.pathParameter("output");
    if (output.isEmpty()) {
      exchange.respondText(200, "application/json", json(id, live, urls));
      return;
    }
    String url = urls.get(output);
    if (url == null) {
      exchange.respondProblem(
          404, "unknown_output", "Outputs are " + String.join(", ", urls.keySet()) + ".");
      return;
    }
    exchange.setHeader("Location", url);
    exchange.respondEmpty(307);
  }

  private String json(String id, @Nullable Broadcast live, Map<String, String> urls) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("playbackId", id);
      json.writeStringField("state", state(live));
      json.writeNumberField("nowMs", clock.millis());
      json.writeArrayFieldStart("tracks");
      if (live != null) {
        for (Track track : live.tracks()) {
          write(json, track);
        }
      }
      json.writeEndArray();
      json.writeObjectFieldStart("urls");
      for (Map.Entry<String, String> url : urls.entrySet()) {
        json.writeStringField(url.getKey(), url.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("memory takes every write", e);
    }
    return text.toString();
  }

  private static String state(@Nullable Broadcast broadcast) {
    if (broadcast == null) {
      return "offline";
    }
    return switch (broadcast.state()) {
      case LIVE -> "live";
      case SUSPENDED -> "interrupted";
      case WAITING, ENDED -> "offline";
    };
  }

  private static void write(JsonGenerator json, Track track) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", track.id());
    json.writeStringField("kind", track.kind().name().toLowerCase(Locale.ROOT));
    json.writeStringField("codec", track.format().codec().name().toLowerCase(Locale.ROOT));
    json.writeStringField("codecs", track.format().codecString());
    switch (track.format()) {
      case VideoFormat video -> {
        json.writeNumberField("width", video.widthPixels());
        json.writeNumberField("height", video.heightPixels());
      }
      case AudioFormat audio -> {
        json.writeNumberField("sampleRateHz", audio.sampleRateHz());
        json.writeNumberField("channels", audio.channels());
      }
      default -> {
        // Data has no figures of its own.
      }
    }
    if (!track.language().isEmpty()) {
      json.writeStringField("language", track.language());
    }
    json.writeEndObject();
  }
}
