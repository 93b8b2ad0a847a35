package dev.fairlead.protocols.ice.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Writes one STUN message at a time behind what {@code out} holds already. Reused; confined to its
 * owner, who calls {@link #begin}, the attributes in the order of the standard, and {@link #end}.
 */
public final class StunWriter {
  /** Room for any message that we write. */
  public static final int MAX_MESSAGE_BYTES = 548;

  private final CRC32 crc = new CRC32();
  private ByteBuf out = Unpooled.EMPTY_BUFFER;
  private int start;

  /** Begins a request of our own. */
  public void begin(ByteBuf to, int type, int first, int second, int third) {
    beginHeader(to, type);
    out.writeInt(first).writeInt(second).writeInt(third);
  }

  /** Begins the answer to {@code request}. */
  public void beginAnswer(ByteBuf to, int type, StunMessage request) {
    beginHeader(to, type);
    out.writeBytes(request.bytes(), request.start() + 8, 12);
  }

  private void beginHeader(ByteBuf to, int type) {
    out = to;
    start = to.writerIndex();
    out.writeShort(type).writeShort(0).writeInt(StunMessage.MAGIC_COOKIE);
  }

  /** RFC 8489 §14.2. */
  public void xorMappedAddress(InetSocketAddress address) {
    header(StunAttribute.XOR_MAPPED_ADDRESS, XorMappedAddress.valueBytes(address));
    XorMappedAddress.write(out, start, address);
  }

  /** RFC 8489 §14.3. */
  public void username(String username) {
    byte[] text = username.getBytes(StandardCharsets.UTF_8);
    header(StunAttribute.USERNAME, text.length);
    out.writeBytes(text);
    pad(text.length);
  }

  /** RFC 8445 §7.1.1. */
  public void priority(long priority) {
    header(StunAttribute.PRIORITY, 4);
    out.writeInt((int) priority);
  }

  /** RFC 8445 §7.1.3. */
  public void iceControlled(long tieBreaker) {
    header(StunAttribute.ICE_CONTROLLED, 8);
    out.writeLong(tieBreaker);
  }

  /** RFC 8489 §14.8. */
  public void errorCode(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    header(StunAttribute.ERROR_CODE, 4 + text.length);
    out.writeShort(0).writeByte(code / 100).writeByte(code % 100).writeBytes(text);
    pad(text.length);
  }

  /** RFC 8489 §14.9. */
  public void unknownAttributes(StunMessage request) {
    int count = request.unknownCount();
    header(StunAttribute.UNKNOWN_ATTRIBUTES, 2 * count);
    for (int i = 0; i < count; i++) {
      out.writeShort(request.unknown(i));
    }
    pad(2 * count);
  }

  /**
   * Makes room for the HMAC and sets the length that it is computed over (RFC 8489 §14.5).
   *
   * @return where its {@link StunMessage#INTEGRITY_BYTES} bytes belong
   */
  public int reserveIntegrity() {
    header(StunAttribute.MESSAGE_INTEGRITY, StunMessage.INTEGRITY_BYTES);
    int at = out.writerIndex();
    out.writeZero(StunMessage.INTEGRITY_BYTES);
    setLength();
    return at;
  }

  /** Where the message begins. */
  public int start() {
    return start;
  }

  /** Adds the fingerprint (RFC 8489 §14.7); the message is complete. */
  public void end() {
    int at = out.writerIndex();
    header(StunAttribute.FINGERPRINT, 4);
    out.setShort(start + 2, at + 8 - start - StunMessage.HEADER_BYTES);
    out.writeInt(StunMessage.fingerprint(out, start, at, crc));
  }

  private void setLength() {
    out.setShort(start + 2, out.writerIndex() - start - StunMessage.HEADER_BYTES);
  }

  private void header(int type, int valueBytes) {
    out.writeShort(type).writeShort(valueBytes);
  }

  private void pad(int valueBytes) {
    out.writeZero(-valueBytes & 3);
  }
}
