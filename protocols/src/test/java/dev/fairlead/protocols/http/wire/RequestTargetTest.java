package dev.fairlead.protocols.http.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/hls/a/b.m4s, /hls/a/b.m4s",
    "/a?b=/../c, /a",
    "/a#b, /a",
    "/caf%C3%A9, /café",
    "/a%20b, /a b",
    "/a+b, /a+b",
    "/..a/.b/c.., /..a/.b/c..",
    "http://host:8080/a/b?c, /a/b",
    "http://host, /",
    "*, *",
  })
  void decodesPaths(String target, String path) {
    assertEquals(path, RequestTarget.path(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "?a=b",
        "/..",
        "/../etc/passwd",
        "/a/../b",
        "/a/./b",
        "/a/.",
        "/%2e%2e/a",
        "/.%2e/a",
        "/a%2fb",
        "/a%5cb",
        "/a\\b",
        "/a%00b",
        "/a%0d%0ab",
        "/a%",
        "/a%4",
        "/a%zz",
        "/%ff",
        "/%c0%af",
        "/é",
        "/a\u0001b"
      })
  void refusesPathsThatCouldMeanTwoThings(String target) {
    assertNull(RequestTarget.path(target));
  }

  @Test
  void decodesQueries() {
    assertEquals(
        Map.of("a", "1", "b", "x y", "c", "", "d", "e=f"),
        RequestTarget.query("/p?a=1&b=x+y&c&d=e%3Df&a=2&=g&bad=%zz#h=i"));
    assertEquals(Map.of(), RequestTarget.query("/p"));
    assertEquals(Map.of(), RequestTarget.query("/p?"));
  }

  @Test
  void keepsABoundedNumberOfParameters() {
    String many =
        IntStream.range(0, 10_000).mapToObj(i -> "a" + i + "=1").collect(Collectors.joining("&"));
    assertTrue(RequestTarget.query("/?" + many).size() <= RequestTarget.MAX_QUERY_PARAMETERS);
  }

  @ParameterizedTest
  @CsvSource({
    "/a, /a",
    "/a?b=c, /a?b=c",
    "/a?token=s3cret, /a?token=***",
    "/a?x=1&JWT=s3cret&y=2, /a?x=1&JWT=***&y=2",
    "/a?%74oken=s3cret, /a?%74oken=***",
    "/a?tkn=s3cret&tkn=s3cret, /a?tkn=***&tkn=***",
    "/a?, /a?",
    "/a?&&, /a?&&",
    "/a?%zz=s3cret, /a?%zz=***",
  })
  void hidesSecrets(String target, String redacted) {
    assertEquals(redacted, RequestTarget.redacted(target));
  }
}
