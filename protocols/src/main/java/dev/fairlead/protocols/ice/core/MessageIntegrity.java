package dev.fairlead.protocols.ice.core;

import dev.fairlead.protocols.ice.wire.StunMessage;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA1 of STUN messages under one password (RFC 8489 §14.5). Confined to its agent.
 *
 * <p>The length in the header is taken as if the message ended with this attribute, whatever stands
 * behind it.
 */
final class MessageIntegrity {
  private static final String ALGORITHM = "HmacSHA1";

  private final Mac mac;
  private final byte[] scratch = new byte[StunMessage.INTEGRITY_BYTES];
  private final byte[] received = new byte[StunMessage.INTEGRITY_BYTES];

  MessageIntegrity(String password) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Whether {@code message} was written by someone who knows the password. */
  boolean verifies(StunMessage message) {
    if (!message.hasIntegrity()) {
      return false;
    }
    compute(message.bytes(), message.start(), message.integrityAt());
    message.bytes().getBytes(message.integrityAt(), received);
    return MessageDigest.isEqual(scratch, received);
  }

  /** Fills in the HMAC of the message that begins at {@code start}. */
  void sign(ByteBuf message, int start, int integrityAt) {
    compute(message, start, integrityAt);
    message.setBytes(integrityAt, scratch);
  }

  private void compute(ByteBuf bytes, int start, int integrityAt) {
    int lengthAtIntegrity =
        integrityAt + StunMessage.INTEGRITY_BYTES - start - StunMessage.HEADER_BYTES;
    mac.update(bytes.getByte(start));
    mac.update(bytes.getByte(start + 1));
    mac.update((byte) (lengthAtIntegrity >>> 8));
    mac.update((byte) lengthAtIntegrity);
    mac.update(bytes.nioBuffer(start + 4, integrityAt - 4 - start - 4));
    try {
      mac.doFinal(scratch, 0);
    } catch (ShortBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
