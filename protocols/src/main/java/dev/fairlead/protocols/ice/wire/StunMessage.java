package dev.fairlead.protocols.ice.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * One STUN message, read in place. Reused from message to message; confined to its owner. Borrows
 * the buffer from {@link #read} until the next one; allocates nothing but what is asked for as
 * text.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     STUN Message Type     |         Message Length        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Magic Cookie                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Transaction ID (96 bits)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * What stands behind MESSAGE-INTEGRITY is not covered by it and therefore ignored, but for the
 * fingerprint (RFC 8489 §14.5).
 */
public final class StunMessage {
  /** RFC 8489 §5. */
  public static final int HEADER_BYTES = 20;

  /** RFC 8489 §5. */
  public static final int MAGIC_COOKIE = 0x2112A442;

  /** Bytes of an HMAC-SHA1. */
  public static final int INTEGRITY_BYTES = 20;

  /** RFC 8489 §14.3: fewer than 509 bytes. */
  static final int MAX_USERNAME_BYTES = 508;

  /** No check of ours or of a peer comes near: theirs have six attributes. */
  static final int MAX_ATTRIBUTES = 32;

  /** Told to the peer of one message; the rest it finds out with its next one. */
  static final int MAX_UNKNOWN_ATTRIBUTES = 8;

  private static final int ATTRIBUTE_HEADER_BYTES = 4;
  private static final int FINGERPRINT_XOR = 0x5354554E;
  private static final int NONE = -1;

  private final CRC32 crc = new CRC32();
  private final int[] unknown = new int[MAX_UNKNOWN_ATTRIBUTES];

  // Per message (reset by read).
  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
  private int start;
  private int type;
  private int unknownCount;
  private int usernameAt;
  private int usernameBytes;
  private int integrityAt;
  private int errorCode;
  private long priority;
  private boolean useCandidate;
  private boolean controlling;
  private boolean controlled;
  private boolean fingerprint;
  private int mappedAt;
  private int mappedBytes;

  /** Whether a datagram with this first byte may be STUN (RFC 7983 §7). */
  public static boolean isStun(int firstByte) {
    return firstByte <= 3;
  }

  /** Reads the readable bytes of {@code datagram}, which stays borrowed. */
  public StunVerdict read(ByteBuf datagram) {
    reset(datagram);
    int length = datagram.readableBytes();
    if (length < HEADER_BYTES
        || (datagram.getByte(start) & 0xC0) != 0
        || datagram.getInt(start + 4) != MAGIC_COOKIE) {
      return StunVerdict.NOT_STUN;
    }
    type = datagram.getUnsignedShort(start);
    if (datagram.getUnsignedShort(start + 2) != length - HEADER_BYTES || length % 4 != 0) {
      return StunVerdict.MALFORMED;
    }
    int at = start + HEADER_BYTES;
    int end = start + length;
    for (int count = 0; at < end; count++) {
      if (count == MAX_ATTRIBUTES || fingerprint) {
        // The fingerprint is the last attribute (RFC 8489 §14.7).
        return StunVerdict.MALFORMED;
      }
      int attribute = datagram.getUnsignedShort(at);
      int valueBytes = datagram.getUnsignedShort(at + 2);
      int valueAt = at + ATTRIBUTE_HEADER_BYTES;
      int next = valueAt + ((valueBytes + 3) & ~3);
      if (next > end) {
        return StunVerdict.MALFORMED;
      }
      if (attribute == StunAttribute.FINGERPRINT) {
        if (valueBytes != 4) {
          return StunVerdict.MALFORMED;
        }
        if (fingerprint(datagram, start, at, crc) != datagram.getInt(valueAt)) {
          return StunVerdict.BAD_FINGERPRINT;
        }
        fingerprint = true;
      } else if (integrityAt == NONE && !accept(attribute, valueAt, valueBytes)) {
        return StunVerdict.MALFORMED;
      }
      at = next;
    }
    return StunVerdict.STUN;
  }

  private void reset(ByteBuf datagram) {
    bytes = datagram;
    start = datagram.readerIndex();
    type = 0;
    unknownCount = 0;
    usernameAt = NONE;
    usernameBytes = 0;
    integrityAt = NONE;
    errorCode = 0;
    priority = 0;
    useCandidate = false;
    controlling = false;
    controlled = false;
    fingerprint = false;
    mappedAt = NONE;
    mappedBytes = 0;
  }

  /** Notes one attribute; false when its length is impossible. */
  private boolean accept(int attribute, int at, int valueBytes) {
    return switch (attribute) {
      case StunAttribute.USERNAME -> {
        usernameAt = at;
        usernameBytes = valueBytes;
        yield valueBytes <= MAX_USERNAME_BYTES;
      }
      case StunAttribute.MESSAGE_INTEGRITY -> {
        integrityAt = at;
        yield valueBytes == INTEGRITY_BYTES;
      }
      case StunAttribute.ERROR_CODE -> {
        if (valueBytes < 4) {
          yield false;
        }
        errorCode = (bytes.getByte(at + 2) & 0x7) * 100 + bytes.getUnsignedByte(at + 3);
        yield true;
      }
      case StunAttribute.PRIORITY -> {
        if (valueBytes != 4) {
          yield false;
        }
        priority = bytes.getUnsignedInt(at);
        yield true;
      }
      case StunAttribute.USE_CANDIDATE -> {
        useCandidate = true;
        yield valueBytes == 0;
      }
      case StunAttribute.ICE_CONTROLLING -> {
        controlling = true;
        yield valueBytes == 8;
      }
      case StunAttribute.ICE_CONTROLLED -> {
        controlled = true;
        yield valueBytes == 8;
      }
      case StunAttribute.XOR_MAPPED_ADDRESS -> {
        mappedAt = at;
        mappedBytes = valueBytes;
        yield valueBytes == XorMappedAddress.IPV4_BYTES
            || valueBytes == XorMappedAddress.IPV6_BYTES;
      }
      default -> {
        if (StunAttribute.isUnknownAndRequired(attribute)
            && unknownCount < MAX_UNKNOWN_ATTRIBUTES) {
          unknown[unknownCount++] = attribute;
        }
        yield true;
      }
    };
  }

  /** The checksum over what stands before the attribute at {@code end} (RFC 8489 §14.7). */
  static int fingerprint(ByteBuf bytes, int start, int end, CRC32 crc) {
    crc.reset();
    if (bytes.nioBufferCount() == 1) {
      ByteBuffer whole = bytes.internalNioBuffer(start, end - start);
      crc.update(whole);
    } else {
      for (int i = start; i < end; i++) {
        crc.update(bytes.getByte(i));
      }
    }
    return (int) crc.getValue() ^ FINGERPRINT_XOR;
  }

  /** One of {@link StunType}, or a type that we do not know. */
  public int type() {
    return type;
  }

  /** The bytes that were read, from {@link #start()} on. */
  public ByteBuf bytes() {
    return bytes;
  }

  /** Where the message begins. */
  public int start() {
    return start;
  }

  /** Whether the transaction is the one that {@code other} began with these three words. */
  public boolean isTransaction(int first, int second, int third) {
    return bytes.getInt(start + 8) == first
        && bytes.getInt(start + 12) == second
        && bytes.getInt(start + 16) == third;
  }

  /** Whether a fingerprint was there, and right. */
  public boolean hasFingerprint() {
    return fingerprint;
  }

  /** Where the HMAC is, or a negative number when there is none. */
  public int integrityAt() {
    return integrityAt;
  }

  /** Whether there is a MESSAGE-INTEGRITY. */
  public boolean hasIntegrity() {
    return integrityAt != NONE;
  }

  /** Whether there is a USERNAME. */
  public boolean hasUsername() {
    return usernameAt != NONE;
  }

  /** The USERNAME; empty when there is none. */
  public String username() {
    return usernameAt == NONE
        ? ""
        : bytes.toString(usernameAt, usernameBytes, StandardCharsets.UTF_8);
  }

  /** The part of the USERNAME before its first colon: who is asked (RFC 8445 §7.2.2). */
  public String usernameOfReceiver() {
    if (usernameAt == NONE) {
      return "";
    }
    int colon = bytes.indexOf(usernameAt, usernameAt + usernameBytes, (byte) ':');
    return colon < 0
        ? ""
        : bytes.toString(usernameAt, colon - usernameAt, StandardCharsets.US_ASCII);
  }

  /** Whether the USERNAME says that the agent with this name is asked. Allocates nothing. */
  public boolean isFor(byte[] ufrag) {
    if (usernameBytes <= ufrag.length || bytes.getByte(usernameAt + ufrag.length) != ':') {
      return false;
    }
    for (int i = 0; i < ufrag.length; i++) {
      if (bytes.getByte(usernameAt + i) != ufrag[i]) {
        return false;
      }
    }
    return true;
  }

  /** The code of an error, 0 when there is none. */
  public int errorCode() {
    return errorCode;
  }

  /** PRIORITY, 0 when there is none. */
  public long priority() {
    return priority;
  }

  /** Whether the peer nominates the pair. */
  public boolean useCandidate() {
    return useCandidate;
  }

  /** Whether the peer claims to control. */
  public boolean isFromControlling() {
    return controlling;
  }

  /** Whether the peer believes that we control. */
  public boolean isFromControlled() {
    return controlled;
  }

  /** How many attributes must be understood and are not. */
  public int unknownCount() {
    return unknownCount;
  }

  /** The type of an attribute that must be understood and is not. */
  public int unknown(int index) {
    return unknown[index];
  }

  /** The address in XOR-MAPPED-ADDRESS, or null when there is none that makes sense. */
  public @Nullable InetSocketAddress mappedAddress() {
    return mappedAt == NONE ? null : XorMappedAddress.read(bytes, start, mappedAt, mappedBytes);
  }
}
