package dev.fairlead.protocols.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRouterTest {
  private static final HttpHandler NOTHING = exchange -> {};

  private final HttpRouter router =
      HttpRouter.builder()
          .get("/", NOTHING)
          .get("/hls/{id}/index.m3u8", NOTHING)
          .get("/hls/{id}/{file}", NOTHING)
          .get("/live/{id}.flv", NOTHING)
          .get("/live/{id}.ts", NOTHING)
          .get("/live/{id}", NOTHING)
          .get("/live/all", NOTHING)
          .get("/watch/{path...}", NOTHING)
          .get("/watch/assets/{file}.js", NOTHING)
          .on("POST", "/whip/{key}", NOTHING)
          .on("DELETE", "/whip/{key}", NOTHING)
          .on("OPTIONS", "/whip/{key}", NOTHING)
          .build();

  private RouteMatch find(String method, String path) {
    RouteMatch match = new RouteMatch();
    router.find(method, path, match);
    return match;
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/hls/a/index.m3u8, /hls/{id}/index.m3u8",
    "/hls/a/init.mp4, /hls/{id}/{file}",
    "/live/a.flv, /live/{id}.flv",
    "/live/a.b.ts, /live/{id}.ts",
    "/live/a.mp4, /live/{id}",
    "/live/.flv, /live/{id}",
    "/live/all, /live/all",
    "/watch/, /watch/{path...}",
    "/watch/a/b/c, /watch/{path...}",
    "/watch/assets/x.css, /watch/{path...}",
    "/watch/assets/x.js, /watch/assets/{file}.js",
  })
  void prefersTheMostLiteralPattern(String path, String pattern) {
    HttpRoute route = find("GET", path).route();
    assertEquals(pattern, route == null ? null : route.pattern());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/hls",
        "/hls/",
        "/hls/a",
        "/hls/a/",
        "/hls/a/b/c",
        "/live/",
        "/watch",
        "//",
        "/x",
        "*",
        ""
      })
  void doesNotKnowOtherPaths(String path) {
    RouteMatch match = find("GET", path);
    assertNull(match.route());
    assertFalse(match.pathExists());
    assertEquals("", match.allow());
  }

  @Test
  void cutsParametersOut() {
    RouteMatch match = find("GET", "/hls/abc/seg1.m4s");
    assertEquals("abc", match.parameter("id"));
    assertEquals("seg1.m4s", match.parameter("file"));
    assertEquals("", match.parameter("other"));
    assertEquals("a.b", find("GET", "/live/a.b.ts").parameter("id"));
    assertEquals("assets/x.css", find("GET", "/watch/assets/x.css").parameter("path"));
    assertEquals("", find("GET", "/watch/").parameter("path"));
  }

  @Test
  void answersHeadWhereThereIsGet() {
    assertEquals("GET", find("HEAD", "/live/a.flv").route().method());
    assertNull(find("HEAD", "/whip/k").route());
  }

  @Test
  void saysWhichMethodsAPathAnswers() {
    RouteMatch match = find("GET", "/whip/k");
    assertNull(match.route());
    assertTrue(match.pathExists());
    assertEquals("POST, DELETE, OPTIONS", match.allow());
    assertEquals("GET, HEAD, OPTIONS", find("PUT", "/live/all").allow());
  }

  @Test
  void letsAHandlerAnswerOptions() {
    assertEquals("OPTIONS", find("OPTIONS", "/whip/k").route().method());
    assertNull(find("OPTIONS", "/live/all").route());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "/{a...}/b", "/{a}{b}", "/a{b...}", "/{a}/{b}/{c}/{d}/{e}", "/a}b{", "/a{b"})
  void refusesPatternsThatItCannotKeep(String pattern) {
    assertThrows(
        IllegalArgumentException.class, () -> HttpRouter.builder().get(pattern, NOTHING).build());
  }

  @Test
  void refusesTwoRoutesForTheSamePaths() {
    assertThrows(
        IllegalArgumentException.class,
        () -> HttpRouter.builder().get("/a/{b}", NOTHING).get("/a/{c}", NOTHING).build());
  }
}
