package dev.fairlead.media.codec.nal;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One NAL unit that decoders need before pictures, with its header and emulation prevention and
 * without start code or length. Immutable; equal when the bytes are equal.
 */
public final class ParameterSet {
  private final byte[] bytes;

  private ParameterSet(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}, at least one. */
  public static ParameterSet of(byte[] bytes) {
    return adopt(bytes.clone());
  }

  /** Copies {@code lengthBytes} bytes at absolute {@code index}. */
  public static ParameterSet of(ByteBuf source, int index, int lengthBytes) {
    byte[] copy = new byte[lengthBytes];
    source.getBytes(index, copy);
    return adopt(copy);
  }

  private static ParameterSet adopt(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a NAL unit has at least one byte");
    }
    return new ParameterSet(bytes);
  }

  /** The first byte, which holds the NAL unit type. */
  public int headerByte() {
    return bytes[0] & 0xFF;
  }

  /** Length in bytes, at least 1. */
  public int sizeBytes() {
    return bytes.length;
  }

  /** Appends the bytes. */
  public void writeTo(ByteBuf out) {
    out.writeBytes(bytes);
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** Whether these are the bytes at {@code index} of {@code source}. */
  public boolean matches(ByteBuf source, int index, int lengthBytes) {
    if (lengthBytes != bytes.length) {
      return false;
    }
    for (int i = 0; i < lengthBytes; i++) {
      if (source.getByte(index + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ParameterSet that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
