package dev.fairlead.protocols.srt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The wrapped keys of a connection (SRT draft-01 §3.2.2). Immutable.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-----+-------+-------------------------------+-----------+---+
 * |0|vers.|  PT   |             sign              | reserved  |KK |
 * +-+-----+-------+-------------------------------+-----------+---+
 * |              key encrypting key index                         |
 * +---------------+---------------+---------------+---------------+
 * |    cipher     | authentication| encapsulation |   reserved    |
 * +---------------+---------------+---------------+---------------+
 * |            reserved           |   salt / 4    |    key / 4    |
 * +-------------------------------+---------------+---------------+
 * |                        salt, 16 bytes                         |
 * +---------------------------------------------------------------+
 * |          one or two keys, wrapped: 8 bytes longer             |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class KeyMaterial {
  /** The message has the even key. */
  public static final int EVEN = 1;

  /** The message has the odd key. */
  public static final int ODD = 2;

  public static final int CIPHER_AES_CTR = 2;
  public static final int CIPHER_AES_GCM = 4;
  public static final int AUTHENTICATION_NONE = 0;
  public static final int AUTHENTICATION_AES_GCM = 1;
  public static final int SALT_BYTES = 16;

  /** Two keys of 32 bytes each with the rest around them. */
  public static final int MAX_BYTES = 104;

  /** Version 1, packet type 2: key material. */
  private static final int VERSION_AND_TYPE = 0x12;

  /** The letters HAI in five bits each. */
  private static final int SIGN = 0x2029;

  private static final int ENCAPSULATION_SRT = 2;
  private static final int SALT_OFFSET = 16;
  private static final int WRAP_OFFSET = SALT_OFFSET + SALT_BYTES;
  private static final int WRAP_OVERHEAD_BYTES = 8;

  private final int keys;
  private final int cipher;
  private final int keyBytes;
  private final byte[] salt;
  private final byte[] wrapped;

  /**
   * @param keys {@link #EVEN}, {@link #ODD} or both
   * @param cipher {@link #CIPHER_AES_CTR} or {@link #CIPHER_AES_GCM}
   * @param keyBytes length of each key: 16, 24 or 32
   * @param salt {@link #SALT_BYTES} bytes; copied
   * @param wrapped the keys, the even one first, wrapped; copied
   */
  public KeyMaterial(int keys, int cipher, int keyBytes, byte[] salt, byte[] wrapped) {
    this.keys = keys;
    this.cipher = cipher;
    this.keyBytes = keyBytes;
    this.salt = salt.clone();
    this.wrapped = wrapped.clone();
  }

  /** Reads what lies between {@code index} and {@code end}, or gives null when it is malformed. */
  public static @Nullable KeyMaterial read(ByteBuf bytes, int index, int end) {
    int lengthBytes = end - index;
    if (lengthBytes < WRAP_OFFSET
        || lengthBytes > MAX_BYTES
        || bytes.getUnsignedByte(index) != VERSION_AND_TYPE
        || bytes.getUnsignedShort(index + 1) != SIGN) {
      return null;
    }
    int keys = bytes.getUnsignedByte(index + 3) & (EVEN | ODD);
    int cipher = bytes.getUnsignedByte(index + 8);
    int saltBytes = bytes.getUnsignedByte(index + 14) * 4;
    int keyBytes = bytes.getUnsignedByte(index + 15) * 4;
    if (keys == 0
        || saltBytes != SALT_BYTES
        || (keyBytes != 16 && keyBytes != 24 && keyBytes != 32)
        || lengthBytes != WRAP_OFFSET + Integer.bitCount(keys) * keyBytes + WRAP_OVERHEAD_BYTES) {
      return null;
    }
    return new KeyMaterial(
        keys,
        cipher,
        keyBytes,
        ByteBufUtil.getBytes(bytes, index + SALT_OFFSET, SALT_BYTES),
        ByteBufUtil.getBytes(bytes, index + WRAP_OFFSET, lengthBytes - WRAP_OFFSET));
  }

  /** Appends the message. */
  public void write(ByteBuf out) {
    out.writeByte(VERSION_AND_TYPE);
    out.writeShort(SIGN);
    out.writeByte(keys);
    out.writeInt(0);
    out.writeByte(cipher);
    out.writeByte(cipher == CIPHER_AES_GCM ? AUTHENTICATION_AES_GCM : AUTHENTICATION_NONE);
    out.writeByte(ENCAPSULATION_SRT);
    out.writeByte(0);
    out.writeShort(0);
    out.writeByte(SALT_BYTES / 4);
    out.writeByte(keyBytes / 4);
    out.writeBytes(salt);
    out.writeBytes(wrapped);
  }

  /** Length of the message. */
  public int sizeBytes() {
    return WRAP_OFFSET + wrapped.length;
  }

  /** {@link #EVEN}, {@link #ODD} or both. */
  public int keys() {
    return keys;
  }

  /** Which cipher the keys are for. */
  public int cipher() {
    return cipher;
  }

  /** Length of each key. */
  public int keyBytes() {
    return keyBytes;
  }

  /** A copy of the salt. */
  public byte[] salt() {
    return salt.clone();
  }

  /** A copy of the wrapped keys. */
  public byte[] wrapped() {
    return wrapped.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyMaterial that
        && keys == that.keys
        && cipher == that.cipher
        && keyBytes == that.keyBytes
        && Arrays.equals(salt, that.salt)
        && Arrays.equals(wrapped, that.wrapped);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(wrapped);
  }

  /** Never the keys, even wrapped. */
  @Override
  public String toString() {
    return "KeyMaterial[keys=%d cipher=%d keyBytes=%d]".formatted(keys, cipher, keyBytes);
  }
}
