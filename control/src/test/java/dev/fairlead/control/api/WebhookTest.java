package dev.fairlead.control.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fairlead.control.store.Engines;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Role;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.UsageCounters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant's own server is told what happens, again and again until it takes it. */
@Timeout(120)
class WebhookTest {
  @TempDir Path folder;

  private ApiWorld world;
  private String owner;
  private HttpServer server;
  private final ExecutorService serving = Executors.newVirtualThreadPerTaskExecutor();
  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile int status = 200;

  /** What arrived. */
  private record Told(String path, String event, String delivery, String signature, String body) {
    String field(String name) {
      return body.replaceAll("(?s).*?\"" + name + "\":\"([^\"]*)\".*", "$1");
    }
  }

  private void begin(Engines engine) throws IOException {
    world = new ApiWorld(engine.freshUrl(), folder);
    world.account(world.access.tenant, "owner@example.org", Role.OWNER, false);
    owner = world.login("owner@example.org");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setExecutor(serving);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var headers = exchange.getRequestHeaders();
    Told arrived =
        new Told(
            exchange.getRequestURI().getPath(),
            headers.getFirst("X-Fairlead-Event"),
            headers.getFirst("X-Fairlead-Delivery"),
            headers.getFirst("X-Fairlead-Signature"),
            body);
    if (arrived.path().equals("/slow")) {
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    exchange.getResponseHeaders().add("Location", "/elsewhere");
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
    told.add(arrived);
  }

  @AfterEach
  void end() {
    over.countDown();
    server.stop(0);
    serving.shutdownNow();
    loop.shutdownNow();
    world.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private ApiWorld.Answer add(String path, String... events) {
    ApiWorld.Answer made =
        world.call(
            "POST",
            "/webhooks",
            owner,
            Map.of("name", "w", "url", url(path), "events", List.of(events)));
    assertEquals(201, made.status(), made.body());
    return made;
  }

  private Told next() throws InterruptedException {
    Told next = told.poll(10, TimeUnit.SECONDS);
    assertNotNull(next, "something was told");
    return next;
  }

  private void createStream(String name) {
    assertEquals(201, world.call("POST", "/streams", owner, Map.of("name", name)).status());
  }

  private static void verify(Told told, String secret) throws Exception {
    String[] parts = told.signature().split("[=,]");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] mine = mac.doFinal((parts[1] + "." + told.body()).getBytes(StandardCharsets.UTF_8));
    assertEquals("t", parts[0]);
    assertEquals("v1", parts[2]);
    assertEquals(HexFormat.of().formatHex(mine), parts[3]);
    assertTrue(Math.abs(System.currentTimeMillis() / 1_000 - Long.parseLong(parts[1])) < 60);
  }

  private Map<String, Object> delivery(String webhook, String delivery, long attempts)
      throws Exception {
    for (int i = 0; i < 500; i++) {
      for (Map<String, Object> each :
          world.call("GET", "/webhooks/" + webhook + "/deliveries", owner, null).items()) {
        if (each.get("id").equals(delivery) && each.get("attempts").equals(attempts)) {
          return each;
        }
      }
      Thread.sleep(20);
    }
    throw new AssertionError(attempts + " attempts of " + delivery + " were not noted");
  }

  @ParameterizedTest
  @EnumSource
  void whatChangesIsToldWithASignatureUnderASecretThatIsShownOnce(Engines engine) throws Exception {
    begin(engine);
    ApiWorld.Answer made = add("/hook", "stream.created", "stream_key.rotated");
    String secret = made.text("secret");
    String id = made.text("id");
    assertFalse(world.call("GET", "/webhooks", owner, null).body().contains(secret));

    createStream("told of");

    Told created = next();
    assertEquals("stream.created", created.event());
    assertEquals("/hook", created.path());
    assertEquals(created.delivery(), created.field("id"));
    assertEquals(world.access.tenant.id().value(), created.field("tenantId"));
    assertTrue(created.body().contains("told of"), created.body());
    assertFalse(created.body().contains("sk_"), created.body());
    verify(created, secret);
    Map<String, Object> noted = delivery(id, created.delivery(), 1);
    assertEquals(true, noted.get("delivered"));
    assertEquals(200L, noted.get("lastStatus"));
    assertNull(noted.get("nextAt"));

    String fresh = world.call("POST", "/webhooks/" + id + "/rotate", owner, null).text("secret");
    assertNotEquals(secret, fresh);
    String key = "/streams/" + world.access.stream.id() + "/keys/" + world.access.key.id();
    assertEquals(200, world.call("POST", key + "/rotate", owner, null).status());
    Told rotated = next();
    assertEquals("stream_key.rotated", rotated.event());
    assertFalse(rotated.body().contains("sk_"), rotated.body());
    verify(rotated, fresh);
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatWasChosenIsToldAndOnlyToItsTenant(Engines engine) throws Exception {
    begin(engine);
    add("/live", "stream.live", "stream.ended", "viewer.cut_off");
    world
        .access
        .services
        .streams()
        .create(world.other.id(), Actor.NODE, Streams.Fresh.named("not mine"));
    createStream("not chosen");

    Publisher publisher =
        world.goLive(world.access.tenant.id(), world.access.stream.broadcast(), loop);
    Told live = next();
    assertEquals("stream.live", live.event());
    assertEquals(world.access.stream.playbackId(), live.field("playbackId"));
    Session viewer = world.access.openViewer(world.access.stream.playbackId());
    viewer.onCut(reason -> viewer.close(UsageCounters.ZERO, reason));
    Object session = world.call("GET", "/sessions", owner, null).items().getFirst().get("id");
    assertEquals(204, world.call("DELETE", "/sessions/" + session, owner, null).status());
    Told cut = next();
    assertEquals("viewer.cut_off", cut.event());
    assertEquals(session, cut.field("sessionId"));
    assertEquals("kicked", cut.field("reason"));
    assertFalse(cut.body().contains("127.0.0.1"), cut.body());
    loop.execute(() -> publisher.end(EndReason.UNPUBLISHED));
    Told ended = next();
    assertEquals("stream.ended", ended.event());
    assertEquals("unpublished", ended.field("reason"));
    assertNull(told.poll(500, TimeUnit.MILLISECONDS));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotTakenIsTriedAgainLaterAndLater(Engines engine) throws Exception {
    begin(engine);
    String id = add("/hook", "stream.created").text("id");
    status = 302;
    createStream("s");
    Told first = next();
    Map<String, Object> noted = delivery(id, first.delivery(), 1);
    assertEquals(302L, noted.get("lastStatus"));
    assertNotNull(noted.get("nextAt"));
    assertNull(told.poll(300, TimeUnit.MILLISECONDS));

    status = 500;
    world.aheadNs += Duration.ofSeconds(11).toNanos();
    assertEquals(first.delivery(), next().delivery());
    delivery(id, first.delivery(), 2);
    world.aheadNs += Duration.ofSeconds(20).toNanos();
    assertNull(told.poll(300, TimeUnit.MILLISECONDS));
    status = 204;
    world.aheadNs += Duration.ofSeconds(11).toNanos();
    Told third = next();
    assertEquals(first.body(), third.body());
    assertEquals("/hook", third.path());
    Map<String, Object> last = delivery(id, first.delivery(), 3);
    assertEquals(true, last.get("delivered"));
    assertEquals("0", world.call("GET", "/webhooks/" + id, owner, null).text("failures"));
  }

  @ParameterizedTest
  @EnumSource
  void anEndpointThatTakesNothingForADayIsSwitchedOff(Engines engine) throws Exception {
    begin(engine);
    String id = add("/hook", "stream.created").text("id");
    status = 503;
    createStream("s");
    String delivery = next().delivery();
    for (int i = 1; i < 12; i++) {
      delivery(id, delivery, i);
      world.aheadNs += Duration.ofHours(6).plusSeconds(1).toNanos();
      next();
    }

    Map<String, Object> last = delivery(id, delivery, 12);
    assertNull(last.get("nextAt"));
    ApiWorld.Answer webhook = world.call("GET", "/webhooks/" + id, owner, null);
    assertEquals("false", webhook.text("active"));
    assertEquals("12", webhook.text("failures"));
    String audit = world.call("GET", "/audit", owner, null).body();
    assertTrue(audit.contains("webhook_switched_off"), audit);

    status = 200;
    String path = "/webhooks/" + id;
    assertEquals(200, world.call("PATCH", path, owner, Map.of("active", true)).status());
    String retry = path + "/deliveries/" + delivery + "/retry";
    assertEquals(200, world.call("POST", retry, owner, null).status());
    assertEquals(delivery, next().delivery());
  }

  @ParameterizedTest
  @EnumSource
  void oneThatIsSlowMakesNobodyWait(Engines engine) throws Exception {
    begin(engine);
    add("/slow");
    add("/quick");
    for (int i = 0; i < 10; i++) {
      createStream("s" + i);
    }
    for (int i = 0; i < 10; i++) {
      assertEquals("/quick", next().path());
    }
  }

  @ParameterizedTest
  @EnumSource
  void theTestButtonTellsWhatCameOfIt(Engines engine) throws Exception {
    begin(engine);
    String id = add("/hook").text("id");

    ApiWorld.Answer good = world.call("POST", "/webhooks/" + id + "/test", owner, null);
    assertEquals(200, good.status(), good.body());
    assertEquals("true", good.text("delivered"));
    assertEquals("webhook.test", next().event());
    status = 404;
    ApiWorld.Answer bad = world.call("POST", "/webhooks/" + id + "/test", owner, null);
    assertEquals("404", bad.text("lastStatus"));
    assertEquals("false", bad.text("delivered"));
    next();
    server.stop(0);
    ApiWorld.Answer dead = world.call("POST", "/webhooks/" + id + "/test", owner, null);
    assertTrue(dead.text("lastError").contains("refused"), dead.body());
    assertEquals("404", String.valueOf(world.call("GET", "/webhooks/x", owner, null).status()));
  }

  @ParameterizedTest
  @EnumSource
  void addressesThatATenantHasNoBusinessWithAreRefused(Engines engine) throws Exception {
    begin(engine);
    for (String url :
        List.of(
            "https://10.0.0.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00::1]/",
            "http://93.184.216.34/",
            "ftp://127.0.0.1/",
            "https://user:word@example.org/",
            "https://nowhere.invalid/",
            "file:///etc/passwd",
            "https://",
            "no address")) {
      ApiWorld.Answer answer =
          world.call("POST", "/webhooks", owner, Map.of("name", "w", "url", url));

      assertEquals(400, answer.status(), url + " " + answer.body());
      assertEquals("url", answer.text("field"));
    }
    ApiWorld.Answer event =
        world.call(
            "POST",
            "/webhooks",
            owner,
            Map.of("name", "w", "url", url("/"), "events", List.of("no.event")));
    assertEquals("events", event.text("field"));
  }
}
