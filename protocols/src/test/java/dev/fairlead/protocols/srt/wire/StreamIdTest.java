package dev.fairlead.protocols.srt.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.fairlead.protocols.srt.wire.StreamId.Mode;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StreamIdTest {
  @Test
  void bareNamePublishes() {
    assertRead(Mode.PUBLISH, "sk_abc", "sk_abc");
    assertRead(Mode.PUBLISH, "sk_abc", "publish:sk_abc");
  }

  @Test
  void prefixPlays() {
    assertRead(Mode.PLAY, "abcd", "play:abcd");
  }

  @Test
  void longSpellingTellsModeAndFurtherKeys() {
    StreamId id = assertRead(Mode.PUBLISH, "key", "#!::u=admin,r=key,m=publish,x_y=1=2");

    assertEquals(Map.of("u", "admin", "r", "key", "m", "publish", "x_y", "1=2"), id.values());
  }

  @Test
  void longSpellingRequestsUnlessItSaysOtherwise() {
    assertRead(Mode.PLAY, "abcd", "#!::r=abcd");
    assertRead(Mode.PLAY, "abcd", "#!::m=request,r=abcd");
  }

  @Test
  void whatCannotBeServedIsRefusedWithTheReason() {
    assertRefused(RejectReason.BAD_REQUEST, "");
    assertRefused(RejectReason.BAD_REQUEST, "play:");
    assertRefused(RejectReason.BAD_REQUEST, "#!::m=publish");
    assertRefused(RejectReason.BAD_REQUEST, "#!::r=a,,m=publish");
    assertRefused(RejectReason.BAD_REQUEST, "#!::=a");
    assertRefused(RejectReason.BAD_REQUEST, "#!{r=a}");
    assertRefused(RejectReason.BAD_MODE, "#!::r=a,m=bidirectional");
    assertRefused(RejectReason.UNSUPPORTED_MEDIA, "#!::r=a,t=file,m=publish");
  }

  @Test
  void keysAreBounded() {
    StringBuilder many = new StringBuilder("#!::r=a");
    for (int i = 1; i < StreamId.MAX_KEYS; i++) {
      many.append(",k").append(i).append("=v");
    }

    assertRead(Mode.PLAY, "a", many.toString());
    assertRefused(RejectReason.BAD_REQUEST, many + ",one=more");
  }

  @Test
  void nameIsNeverPrinted() {
    StreamId id = assertRead(Mode.PUBLISH, "sk_secret", "sk_secret");

    assertFalse(id.toString().contains("sk_secret"));
  }

  private static StreamId assertRead(Mode mode, String resource, String text) {
    StreamId id = assertInstanceOf(StreamId.Reading.Ok.class, StreamId.read(text)).id();
    assertEquals(mode, id.mode());
    assertEquals(resource, id.resource());
    return id;
  }

  private static void assertRefused(RejectReason reason, String text) {
    assertEquals(new StreamId.Reading.Refused(reason), StreamId.read(text));
  }
}
