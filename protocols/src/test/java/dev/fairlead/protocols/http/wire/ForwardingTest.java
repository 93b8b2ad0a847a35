package dev.fairlead.protocols.http.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Examples of RFC 7239 §4 among others. */
class ForwardingTest {
  @Test
  void readsTheNearestProxyFirst() {
    assertEquals(
        List.of("198.51.100.17", "192.0.2.43"),
        Forwarding.forwarded("for=192.0.2.43, for=198.51.100.17;by=203.0.113.60;proto=http"));
    assertEquals(
        List.of("70.41.3.18", "203.0.113.195"),
        Forwarding.forwardedFor("203.0.113.195, 70.41.3.18:9999"));
  }

  @Test
  void readsAddressesInBrackets() {
    assertEquals(
        List.of("2001:db8:cafe::17"), Forwarding.forwarded("For=\"[2001:db8:cafe::17]:4711\""));
    assertEquals(List.of("2001:db8::1"), Forwarding.forwardedFor("2001:db8::1"));
  }

  @Test
  void endsWhereAProxyDoesNotSay() {
    assertEquals(
        List.of("10.0.0.1"), Forwarding.forwarded("for=1.1.1.1, by=2.2.2.2, for=10.0.0.1"));
  }

  @Test
  void looksAtABoundedNumberOfHops() {
    assertEquals(
        Forwarding.MAX_HOPS, Forwarding.forwardedFor("1.1.1.1,".repeat(10_000) + "2.2.2.2").size());
  }

  @Test
  void readsSchemeAndHostOfTheLastElement() {
    String header = "proto=http;host=evil, For=1.2.3.4;Proto=https;host=\"live.example.org\"";
    assertEquals("https", Forwarding.lastParameter(header, "proto"));
    assertEquals("live.example.org", Forwarding.lastParameter(header, "host"));
    assertNull(Forwarding.lastParameter(header, "by"));
  }

  @Test
  void letsOnlyHostsIntoUrls() {
    assertTrue(Forwarding.isAuthority("live.example.org:8443"));
    assertTrue(Forwarding.isAuthority("[::1]:80"));
    assertFalse(Forwarding.isAuthority("a/b"));
    assertFalse(Forwarding.isAuthority("a\"><script>"));
    assertFalse(Forwarding.isAuthority("user@host"));
    assertFalse(Forwarding.isAuthority(""));
    assertFalse(Forwarding.isAuthority("a".repeat(300)));
  }
}
