package dev.fairlead.protocols.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class OrderedFlightTest {
  private static final int HANDSHAKE = 22;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int KEY_EXCHANGE = 16;
  private static final int VERIFY = 15;
  private static final int RECORD_BYTES = 13 + 20;

  private final OrderedFlight flight = new OrderedFlight(true);

  private static byte[] records(int... typesAndMessages) {
    ByteBuf bytes = Unpooled.buffer();
    for (int i = 0; i < typesAndMessages.length; i += 2) {
      bytes.writeByte(typesAndMessages[i]).writeShort(0xFEFD).writeShort(0).writeZero(6);
      bytes.writeShort(20).writeByte(typesAndMessages[i + 1]).writeZero(19);
    }
    return ByteBufUtil.getBytes(bytes);
  }

  @Test
  void aWholeFlightPasses() {
    byte[] whole = records(HANDSHAKE, KEY_EXCHANGE, HANDSHAKE, VERIFY, CHANGE_CIPHER_SPEC, 1);

    assertEquals(whole.length, flight.usableBytes(whole));
  }

  @Test
  void theChangeOfCipherWaitsForTheProof() {
    assertEquals(
        RECORD_BYTES, flight.usableBytes(records(HANDSHAKE, KEY_EXCHANGE, CHANGE_CIPHER_SPEC, 1)));
    assertEquals(0, flight.usableBytes(records(CHANGE_CIPHER_SPEC, 1)));

    assertEquals(RECORD_BYTES, flight.usableBytes(records(HANDSHAKE, VERIFY)));
    assertEquals(RECORD_BYTES, flight.usableBytes(records(CHANGE_CIPHER_SPEC, 1)));
  }

  @Test
  void aClientWaitsForNothing() {
    OrderedFlight client = new OrderedFlight(false);

    assertEquals(RECORD_BYTES, client.usableBytes(records(CHANGE_CIPHER_SPEC, 1)));
  }

  @Test
  void lengthsThatLeadNowhereHarmNobody() {
    byte[] odd = records(HANDSHAKE, KEY_EXCHANGE);
    odd[11] = (byte) 0xFF;

    assertEquals(odd.length, flight.usableBytes(odd));
    assertEquals(5, flight.usableBytes(new byte[5]));
  }
}
