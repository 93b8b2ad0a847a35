package dev.fairlead.protocols.ice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.protocols.ice.wire.StunMessage;
import dev.fairlead.protocols.ice.wire.StunType;
import dev.fairlead.protocols.ice.wire.StunVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The messages of RFC 5769 §2. */
class StunVectorTest {
  private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

  private final StunMessage message = new StunMessage();

  private static ByteBuf vector(String name) throws IOException {
    try (InputStream file = StunVectorTest.class.getResourceAsStream("vectors/" + name)) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      String hex =
          text.lines()
              .filter(line -> !line.startsWith("#"))
              .collect(Collectors.joining())
              .replace(" ", "");
      return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    }
  }

  @Test
  void readsTheRequest() throws IOException {
    assertEquals(StunVerdict.STUN, message.read(vector("rfc5769-s2.1-request.hex")));

    assertEquals(StunType.BINDING_REQUEST, message.type());
    assertEquals("evtj:h6vY", message.username());
    assertEquals("evtj", message.usernameOfReceiver());
    assertEquals(0x6e0001ffL, message.priority());
    assertTrue(message.isFromControlled());
    assertFalse(message.isFromControlling());
    assertTrue(message.hasFingerprint());
    assertTrue(new MessageIntegrity(PASSWORD).verifies(message));
    assertFalse(new MessageIntegrity(PASSWORD + "x").verifies(message));
  }

  @Test
  void readsTheAnswerOverIpv4() throws IOException {
    assertEquals(StunVerdict.STUN, message.read(vector("rfc5769-s2.2-response-ipv4.hex")));

    assertEquals(StunType.BINDING_SUCCESS, message.type());
    assertEquals(
        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 32853), message.mappedAddress());
    assertTrue(new MessageIntegrity(PASSWORD).verifies(message));
  }

  @Test
  void readsTheAnswerOverIpv6() throws IOException {
    assertEquals(StunVerdict.STUN, message.read(vector("rfc5769-s2.3-response-ipv6.hex")));

    assertEquals(
        new InetSocketAddress(InetAddress.ofLiteral("2001:db8:1234:5678:11:2233:4455:6677"), 32853),
        message.mappedAddress());
    assertTrue(new MessageIntegrity(PASSWORD).verifies(message));
  }

  @Test
  void anyChangedBitIsNoticed() throws IOException {
    ByteBuf whole = vector("rfc5769-s2.1-request.hex");
    for (int bit = 0; bit < whole.readableBytes() * 8; bit++) {
      ByteBuf changed = whole.copy();
      changed.setByte(bit / 8, changed.getByte(bit / 8) ^ 1 << bit % 8);

      boolean noticed =
          message.read(changed) != StunVerdict.STUN
              || !message.hasFingerprint()
              || !new MessageIntegrity(PASSWORD).verifies(message);

      assertTrue(noticed, "bit " + bit);
    }
  }
}
