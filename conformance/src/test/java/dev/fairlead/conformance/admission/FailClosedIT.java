package dev.fairlead.conformance.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.conformance.admission.AdmissionNode.Answer;
import dev.fairlead.media.session.AccessPolicy;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestPlayer;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestPublisher;
import dev.fairlead.protocols.rtmp.testkit.SyntheticMedia;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of publishers and viewers when nobody can say whether they may. */
@Timeout(60)
class FailClosedIT {
  private static final String HOST = "127.0.0.1";
  private static final String UNAVAILABLE = "503 unavailable";
  private static final Duration REQUEST = Duration.ofSeconds(20);

  /** Every way in over HTTP; {@code RUN} names the run. */
  private static final List<String> PATHS =
      List.of(
          "/hls/ID/index.m3u8",
          "/hls/ID/ts.m3u8",
          "/hls/ID/RUN/v1.m3u8",
          "/hls/ID/RUN/v1/0.m4s",
          "/hls/ID/RUN/v1/init0.mp4",
          "/dash/ID/index.mpd",
          "/live/ID.flv",
          "/live/ID.ts",
          "/live/ID.mp4");

  /** Those that begin a session, which a look at the first playlist does not. */
  private static final List<String> SESSIONS =
      PATHS.stream().filter(path -> !path.matches("/hls/ID/(index|ts).m3u8")).toList();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private AdmissionNode node;
  private RtmpTestPublisher publisher;
  private String run;

  @BeforeEach
  void goLive() throws Exception {
    node = new AdmissionNode();
    publisher = publish("cam");
    SyntheticMedia.send(publisher, 0, 60);
    String playlist = get("/hls/cam/index.m3u8").body();
    run = playlist.substring(playlist.lastIndexOf('\n', playlist.length() - 2) + 1).split("/")[0];
  }

  @AfterEach
  void stop() throws IOException {
    publisher.close();
    node.close();
    client.close();
    threads.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource(names = {"NEVER", "BY_A_FAILURE", "BY_THROWING"})
  void aPolicyThatDoesNotAnswerAdmitsNobody(Answer answer) throws Exception {
    node.policyAnswers("cam", answer);

    Future<String> play = threads.submit(this::refusedPlayer);
    Future<String> publish = threads.submit(() -> refusedPublisher("cam"));
    Map<String, String> answers = ask(PATHS);

    answers.forEach((path, got) -> assertEquals(UNAVAILABLE, got, path));
    assertTrue(play.get().startsWith("NetStream.Play."), play.get());
    assertTrue(play.get().contains("could not decide"), play.get());
    assertTrue(publish.get().startsWith("NetStream.Publish."), publish.get());
    assertTrue(publish.get().contains("could not decide"), publish.get());
    assertEquals(1, node.recorded().size(), "only the publisher from before has a session");
  }

  @ParameterizedTest
  @EnumSource(names = {"NEVER", "BY_A_FAILURE", "BY_THROWING"})
  void aBeginningThatCannotBeRecordedIsNone(Answer answer) throws Exception {
    node.sinkAnswers(answer);
    List<Callable<String>> peers = List.of(this::refusedPlayer, () -> refusedPublisher("other"));
    List<Future<String>> refused = new ArrayList<>();
    peers.forEach(peer -> refused.add(threads.submit(peer)));

    ask(SESSIONS)
        .forEach((path, got) -> assertEquals(UNAVAILABLE, got, path + " with a sink " + answer));
    for (Future<String> peer : refused) {
      assertTrue(peer.get().contains("could not decide"), peer.get());
    }
    // An event that may have been written all the same is followed by an end.
    for (SessionEvent event : node.recorded()) {
      if (event instanceof SessionEvent.Opened opened
          && !opened.protocol().label().equals("rtmp")) {
        assertTrue(
            node.recorded().stream()
                .anyMatch(
                    each ->
                        each instanceof SessionEvent.Closed closed
                            && closed.session().equals(opened.session())
                            && closed.reason().equals("not_admitted")),
            opened::toString);
      }
    }
  }

  @Test
  void aSlowAdmissionStallsNobodyElse() throws Exception {
    node.policyAnswers("slow", Answer.NEVER);
    List<Future<?>> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waiting.add(threads.submit(() -> get("/live/slow.flv").statusCode()));
      waiting.add(threads.submit(() -> get("/hls/slow/index.m3u8").statusCode()));
      waiting.add(threads.submit(() -> refusedPublisher("slow")));
    }
    Thread.sleep(200);
    long beganNs = System.nanoTime();

    assertEquals(200, get("/hls/cam/index.m3u8").statusCode());
    assertEquals(200, get("/hls/cam/" + run + "/v1/0.m4s").statusCode());
    assertEquals(200, get("/dash/cam/index.mpd").statusCode());
    try (RtmpTestPublisher other = publish("other");
        RtmpTestPlayer player = RtmpTestPlayer.play(HOST, node.rtmpPort(), "cam")) {
      SyntheticMedia.send(other, 0, 5);
      assertTrue(player.nextMedia().isMedia());
    }

    long tookMs = (System.nanoTime() - beganNs) / 1_000_000;
    assertTrue(
        tookMs < AccessPolicy.DECISION_TIMEOUT_MS - 500, "others waited for " + tookMs + " ms");
    assertTrue(waiting.stream().noneMatch(Future::isDone), "all of them wait");
  }

  @Test
  void everyProtocolTellsTheSinkOfItsSessions() throws Exception {
    try (RtmpTestPlayer player = RtmpTestPlayer.play(HOST, node.rtmpPort(), "cam")) {
      assertTrue(player.nextMedia().isMedia());
    }
    get("/hls/cam/" + run + "/v1.m3u8");
    get("/dash/cam/index.mpd");
    for (String suffix : List.of("flv", "ts", "mp4")) {
      client
          .send(request("/live/cam." + suffix), HttpResponse.BodyHandlers.ofInputStream())
          .body()
          .close();
    }

    List<String> opened =
        node.recorded().stream()
            .filter(event -> event instanceof SessionEvent.Opened)
            .map(event -> ((SessionEvent.Opened) event))
            .map(event -> event.direction() + " " + event.protocol().label())
            .toList();
    assertEquals(
        List.of(
            "PUBLISH rtmp",
            "PLAY rtmp",
            "PLAY hls",
            "PLAY dash",
            "PLAY flv",
            "PLAY ts",
            "PLAY mp4"),
        opened);
  }

  private RtmpTestPublisher publish(String key) throws IOException {
    RtmpTestPublisher made = RtmpTestPublisher.publish(HOST, node.rtmpPort(), key);
    SyntheticMedia.configure(made);
    return made;
  }

  /** The words with which a viewer of RTMP is refused. */
  private String refusedPlayer() {
    try (RtmpTestPlayer player = RtmpTestPlayer.play(HOST, node.rtmpPort(), "cam")) {
      return "admitted: " + player;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** The words with which a publisher is refused. */
  private String refusedPublisher(String key) {
    try (RtmpTestPublisher admitted = RtmpTestPublisher.publish(HOST, node.rtmpPort(), key)) {
      return "admitted: " + admitted;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Status and code of the answers, asked for all at once. */
  private Map<String, String> ask(List<String> paths) throws Exception {
    Map<String, Future<String>> asked = new LinkedHashMap<>();
    for (String path : paths) {
      asked.put(path, threads.submit(() -> statusAndCode(get(path))));
    }
    Map<String, String> answers = new LinkedHashMap<>();
    for (Map.Entry<String, Future<String>> each : asked.entrySet()) {
      answers.put(each.getKey(), each.getValue().get());
    }
    return answers;
  }

  private static String statusAndCode(HttpResponse<String> answer) {
    String body = answer.body();
    int code = body.indexOf("\"code\":\"");
    return answer.statusCode()
        + " "
        + (code < 0 ? "without a code" : body.substring(code + 8, body.indexOf('"', code + 8)));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String path) {
    String named = path.replace("ID", "cam").replace("RUN", String.valueOf(run));
    return HttpRequest.newBuilder(URI.create(node.url(named))).timeout(REQUEST).build();
  }
}
