package dev.fairlead.control.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class NodeAddressesTest {
  @Test
  void leavesTheDefaultPortOfRtmpOut() {
    assertEquals(
        "rtmp://media.example/play/ID",
        new NodeAddresses("https://media.example", 1935, 0).of("ID").get("rtmp"));
    assertEquals(
        "rtmp://media.example:1940/play/ID",
        new NodeAddresses("http://media.example:8080", 1940, 0).of("ID").get("rtmp"));
  }

  @Test
  void keepsTheBracketsOfAnAddress() {
    assertEquals("rtmp://[::1]/live", new NodeAddresses("http://[::1]:8080", 1935, 0).rtmp("live"));
    assertEquals("rtmp://[::1]/live", new NodeAddresses("http://[::1]", 1935, 0).rtmp("live"));
  }

  @Test
  void namesNoRtmpWhereNoneListens() {
    assertFalse(new NodeAddresses("http://h", 0, 0).of("ID").containsKey("rtmp"));
    assertFalse(new NodeAddresses("http://h", 0, 0).of("ID").containsKey("srt"));
  }

  @Test
  void asksOverSrtByStreamId() {
    assertEquals(
        "srt://media.example:8889?streamid=play:ID",
        new NodeAddresses("http://media.example:8080", 0, 8889).of("ID").get("srt"));
  }
}
