package dev.fairlead.control.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.ApiTokens;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.Role;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveSocketTest {
  @TempDir Path folder;

  private ApiWorld world;
  private String token;
  private final ExecutorService loop = Executors.newSingleThreadExecutor();

  @BeforeEach
  void begin() throws Exception {
    world = new ApiWorld(folder);
    world.account(world.access.tenant, "owner@example.org", Role.VIEWER, false);
    token = world.login("owner@example.org");
  }

  @AfterEach
  void end() {
    world.close();
    loop.shutdownNow();
  }

  private ApiWorld.Socket subscribed() throws InterruptedException {
    ApiWorld.Socket socket = world.socket("/api/v1/ws");
    socket.send(Map.of("type", "auth", "token", token));
    assertEquals("{\"type\":\"authenticated\"}", socket.next());
    socket.send(Map.of("type", "subscribe", "channel", "streams"));
    assertTrue(socket.next().contains("subscribed"));
    return socket;
  }

  private Publisher goLive(TenantId tenant, BroadcastKey key) throws Exception {
    return world.goLive(tenant, key, loop);
  }

  @Test
  void tellsWhenAStreamGoesLiveAndEndsWithinASecond() throws Exception {
    ApiWorld.Socket socket = subscribed();
    long beganNs = System.nanoTime();
    Publisher publisher = goLive(world.access.tenant.id(), world.access.stream.broadcast());

    String live = socket.next();
    assertTrue(live.contains("\"status\":\"LIVE\""), live);
    assertTrue(live.contains(world.access.stream.id()), live);
    assertTrue(System.nanoTime() - beganNs < 1_000_000_000L);

    loop.execute(() -> publisher.end(EndReason.UNPUBLISHED));
    String offline = socket.next();
    assertTrue(offline.contains("\"status\":\"OFFLINE\""), offline);
  }

  @Test
  void tellsHowManyWatch() throws Exception {
    goLive(world.access.tenant.id(), world.access.stream.broadcast());
    ApiWorld.Socket socket = subscribed();
    assertTrue(socket.next().contains("\"viewers\":0"));

    world.access.openViewer(world.access.stream.playbackId());
    assertTrue(socket.next().contains("\"viewers\":1"));
  }

  @Test
  void tellsOfChangesAndOfStreamsThatAreGone() throws Exception {
    ApiWorld.Socket socket = subscribed();
    var streams = world.access.services.streams();

    String id =
        streams.create(world.access.tenant.id(), Actor.NODE, Streams.Fresh.named("new")).id();
    assertTrue(socket.next().contains("\"name\":\"new\""));
    streams.delete(world.access.tenant.id(), Actor.NODE, id);

    String gone = socket.next();
    assertTrue(gone.contains("stream_deleted") && gone.contains(id), gone);
  }

  @Test
  void nothingOfAnotherTenantIsTold() throws Exception {
    ApiWorld.Socket socket = subscribed();

    goLive(world.other.id(), world.othersStream.broadcast());
    world
        .access
        .services
        .streams()
        .create(world.other.id(), Actor.NODE, Streams.Fresh.named("theirs"));

    assertNull(socket.nextOrNull(700));
  }

  @Test
  void whoIsNotKnownIsSentAway() throws Exception {
    ApiWorld.Socket socket = world.socket("/api/v1/ws");
    socket.send(Map.of("type", "auth", "token", "x"));

    assertEquals(4_401, socket.closed.get(10, TimeUnit.SECONDS));
  }

  @Test
  void whoHasNoPermissionHearsNothing() throws Exception {
    String secret =
        world
            .access
            .services
            .apiTokens()
            .create(
                Caller.of(world.access.tenant.id(), Actor.NODE),
                new ApiTokens.Fresh("t", List.of("tenant:read"), List.of(), null))
            .secret();
    ApiWorld.Socket socket = world.socket("/api/v1/ws");
    socket.send(Map.of("type", "subscribe", "channel", "streams"));
    assertTrue(socket.next().contains("not_authenticated"));
    socket.send(Map.of("type", "auth", "token", secret));
    assertTrue(socket.next().contains("authenticated"));
    socket.send(Map.of("type", "subscribe", "channel", "streams"));

    assertTrue(socket.next().contains("permission_denied"));
    goLive(world.access.tenant.id(), world.access.stream.broadcast());
    assertNull(socket.nextOrNull(500));
  }

  @Test
  void whatIsNotUnderstoodEndsTheConversation() throws Exception {
    ApiWorld.Socket socket = world.socket("/api/v1/ws");
    socket.send("nonsense");

    assertEquals(1_008, socket.closed.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aPlainRequestIsToldWhatIsMissing() {
    assertEquals(426, world.call("GET", "/ws", null, null).status());
  }
}
