package dev.fairlead.control.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.control.store.Engines;
import dev.fairlead.control.stream.KeyRecord;
import dev.fairlead.control.stream.LiveStream;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.media.session.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class StreamFileTakeoverTest {
  private static final String FILE =
      """
      {
        "version" : 1,
        "tenant" : "0f2d7a40-0d5a-4f5e-9d0c-0a7a3a3e0001",
        "streams" : [ {
          "id" : "0f2d7a40-0d5a-4f5e-9d0c-0a7a3a3e0002",
          "name" : "main",
          "key" : "sk_AbCdEfGhIjKlMnOpQrStUvWxYz01",
          "playbackId" : "PlayBackId012345",
          "broadcast" : "0123456789ABCDEFGHIJKLMNOPQRSTUV",
          "createdAt" : "2026-10-01T12:00:00.123Z"
        }, {
          "id" : "0f2d7a40-0d5a-4f5e-9d0c-0a7a3a3e0003",
          "name" : "second",
          "key" : "sk_BbCdEfGhIjKlMnOpQrStUvWxYz02",
          "playbackId" : "PlayBackId012346",
          "broadcast" : "1123456789ABCDEFGHIJKLMNOPQRSTUV",
          "createdAt" : "2026-10-02T12:00:00Z"
        } ]
      }
      """;

  private static final TenantId TENANT = new TenantId("0f2d7a40-0d5a-4f5e-9d0c-0a7a3a3e0001");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void streamsKeepTheirIdsAndKeys(Engines engine) throws IOException {
    Files.writeString(folder.resolve("streams.json"), FILE);
    String url = engine.freshUrl();

    try (ControlServices services = ControlServices.open(url, folder, InstantSource.system())) {
      List<LiveStream> streams = services.streams().list(TENANT, Page.Request.FIRST).items();

      assertEquals(List.of("main", "second"), streams.stream().map(LiveStream::name).toList());
      LiveStream main = streams.getFirst();
      assertEquals("0f2d7a40-0d5a-4f5e-9d0c-0a7a3a3e0002", main.id());
      assertEquals("PlayBackId012345", main.playbackId());
      assertEquals("0123456789ABCDEFGHIJKLMNOPQRSTUV", main.broadcast().value());
      assertEquals("2026-10-01T12:00:00.123Z", main.createdAt().toString());
      List<KeyRecord> keys = services.streams().keys(TENANT).list(TENANT, main.id());
      assertEquals("sk_AbCdEfGhIjKlMnOpQrStUvWxYz01", keys.getFirst().key().secret());
      assertEquals(1, keys.size());
    }
  }

  @Test
  void theFileIsGoneAndNoKeyLiesInTheFolderInTheClear() throws IOException {
    Files.writeString(folder.resolve("streams.json"), FILE);

    ControlServices.open("", folder, InstantSource.system()).close();

    assertFalse(Files.exists(folder.resolve("streams.json")));
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertFalse(text.contains("sk_AbCdEfGhIjKlMnOpQrStUvWxYz01"), file.toString());
      }
    }
  }

  @Test
  void aTakeoverThatWasInterruptedGoesOn() throws IOException {
    Files.writeString(
        folder.resolve("streams.json"), FILE.replaceAll("(?s)\\}, \\{.*\\} \\]", "} ]"));
    ControlServices.open("", folder, InstantSource.system()).close();
    Files.writeString(folder.resolve("streams.json"), FILE);

    try (ControlServices services = ControlServices.open("", folder, InstantSource.system())) {
      assertEquals(2, services.streams().list(TENANT, Page.Request.FIRST).items().size());
    }
  }

  @Test
  void aFileThatCannotBeReadStopsTheStartAndStays() throws IOException {
    Files.writeString(folder.resolve("streams.json"), "{\"version\":1");

    IOException thrown =
        assertThrows(
            IOException.class,
            () -> ControlServices.open("", folder, InstantSource.system()).close());

    assertTrue(thrown.getMessage().contains("streams.json") || thrown.getCause() != null);
    assertTrue(Files.exists(folder.resolve("streams.json")));
  }
}
