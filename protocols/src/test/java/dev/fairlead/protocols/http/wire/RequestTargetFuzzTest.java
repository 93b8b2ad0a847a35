package dev.fairlead.protocols.http.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

class RequestTargetFuzzTest {
  @FuzzTest
  void leavesNoAmbiguityInAPath(byte[] bytes) {
    String target = new String(bytes, StandardCharsets.ISO_8859_1);
    String path = RequestTarget.path(target);
    if (path == null || path.equals("*")) {
      return;
    }
    assertTrue(path.startsWith("/"), path);
    List<String> segments = List.of(path.split("/", -1));
    assertFalse(segments.contains("..") || segments.contains("."), path);
    assertTrue(path.chars().noneMatch(c -> c < ' ' || c == '\\' || c == 0x7f), path);
    if (target.startsWith("/")) {
      String raw = target.split("[?#]", -1)[0];
      assertEquals(URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8), path);
    }
  }

  @FuzzTest
  void hidesEverySecretThatAQueryYields(byte[] bytes) {
    String target = "/a?" + new String(bytes, StandardCharsets.ISO_8859_1).replace("#", "");
    String secret = RequestTarget.query(target).get("token");
    String redacted = RequestTarget.redacted(target);
    String left = RequestTarget.query(redacted).get("token");
    assertEquals(secret == null, left == null);
    if (secret != null && !secret.isEmpty()) {
      assertEquals("***", left);
    }
  }
}
