package dev.fairlead.protocols.sdp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SdpParserTest {
  private static final String HEAD = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

  private static String fault(String text) {
    return assertThrows(SdpException.class, () -> SdpParser.parse(text)).getMessage();
  }

  @Test
  void readsSessionAndMedia() {
    SessionDescription session =
        SdpParser.parse(
            HEAD
                + "a=group:BUNDLE 0\r\na=ice-lite\r\n"
                + "m=video 9/2 UDP/TLS/RTP/SAVPF 96 97\r\nc=IN IP4 0.0.0.0\r\nb=AS:300\r\n"
                + "a=mid:0\r\na=candidate:1\r\na=candidate:2\r\n");

    assertEquals("- 1 1 IN IP4 127.0.0.1", session.origin());
    assertEquals("BUNDLE 0", session.first("group"));
    assertTrue(session.has("ice-lite"));
    assertFalse(session.has("mid"));
    MediaDescription media = session.media().getFirst();
    assertEquals("video", media.kind());
    assertEquals(9, media.port());
    assertEquals("UDP/TLS/RTP/SAVPF", media.protocol());
    assertEquals(List.of("96", "97"), media.formats());
    assertEquals(List.of("1", "2"), media.all("candidate"));
  }

  @Test
  void lineEndsMayBeLfAloneAndTheLastMayBeMissing() {
    String text = HEAD + "m=audio 9 RTP/SAVPF 0\r\na=mid:0\r\n\r\n";

    assertEquals(SdpParser.parse(text), SdpParser.parse(text.replace("\r", "").strip()));
  }

  @Test
  void writesWhatItReads() {
    SessionDescription session =
        SdpParser.parse(HEAD + "a=x\r\nm=audio 9 RTP/SAVPF 0\r\na=mid:0\r\na=sendonly\r\n");

    assertEquals(session, SdpParser.parse(session.toText()));
    assertTrue(session.toText().endsWith("a=mid:0\r\na=sendonly\r\n"));
  }

  @Test
  void refusesWhatIsNoSessionDescription() {
    assertEquals("The session description is empty", fault(""));
    assertEquals("The session description is empty", fault("\r\n\r\n"));
    assertEquals("A session description begins with v=0, not with: s=-", fault("s=-\r\nv=0\r\n"));
    assertEquals("Not a line of a session description: {\"sdp\":1}", fault("{\"sdp\":1}"));
    assertEquals("Not a line of a session description: A=x", fault(HEAD + "A=x"));
    assertEquals("A line holds a control character: a=x?y", fault(HEAD + "a=x\ry"));
    assertEquals("Not a media description: audio 9 RTP/SAVPF", fault(HEAD + "m=audio 9 RTP/SAVPF"));
    assertEquals("Not a port: audio x RTP/SAVPF 0", fault(HEAD + "m=audio x RTP/SAVPF 0"));
    assertEquals("Not a port: audio 65536 RTP/SAVPF 0", fault(HEAD + "m=audio 65536 RTP/SAVPF 0"));
  }

  @Test
  void everythingHasABound() {
    assertTrue(fault("v=0\r\n" + "a=x\r\n".repeat(SdpParser.MAX_CHARS / 5 + 1)).contains("longer"));
    assertTrue(
        fault(HEAD + "a=" + "x".repeat(SdpParser.MAX_LINE_CHARS)).contains("A line is longer"));
    assertTrue(fault(HEAD + "a=x\r\n".repeat(SdpParser.MAX_ATTRIBUTES + 1)).contains("attributes"));
    assertTrue(
        fault(HEAD + "m=audio 9 RTP/SAVPF 0\r\n".repeat(SdpParser.MAX_MEDIA + 1))
            .contains("media descriptions"));
    assertTrue(
        fault(HEAD + "m=audio 9 RTP/SAVPF" + " 0".repeat(SdpParser.MAX_FORMATS + 1))
            .startsWith("Not a media description"));
  }
}
