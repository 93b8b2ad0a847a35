package dev.fairlead.protocols.ice.wire;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Any bytes: read within their bounds, or refused. */
class StunMessageFuzzTest {
  private static final int COOKIE_AT = 4;

  private final StunMessage message = new StunMessage();

  @FuzzTest
  void staysWithinItsBytes(FuzzedDataProvider data) {
    boolean dressed = data.consumeBoolean();
    byte[] bytes = data.consumeRemainingAsBytes();
    ByteBuf datagram = Unpooled.wrappedBuffer(bytes);
    if (dressed && bytes.length >= StunMessage.HEADER_BYTES) {
      // Past the first gate, so that attributes are seen.
      datagram.setByte(0, bytes[0] & 0x3F);
      datagram.setShort(2, bytes.length - StunMessage.HEADER_BYTES);
      datagram.setInt(COOKIE_AT, StunMessage.MAGIC_COOKIE);
    }

    StunVerdict verdict = message.read(datagram);

    if (datagram.readerIndex() != 0) {
      throw new AssertionError("borrowed bytes were consumed");
    }
    if (verdict == StunVerdict.STUN) {
      check(message.username().length() <= StunMessage.MAX_USERNAME_BYTES);
      check(message.username().startsWith(message.usernameOfReceiver()));
      check(message.unknownCount() <= StunMessage.MAX_UNKNOWN_ATTRIBUTES);
      check(!message.hasIntegrity() || message.integrityAt() + 20 <= bytes.length);
      var unused = message.mappedAddress();
    }
  }

  private static void check(boolean held) {
    if (!held) {
      throw new AssertionError("read beyond what is there");
    }
  }
}
