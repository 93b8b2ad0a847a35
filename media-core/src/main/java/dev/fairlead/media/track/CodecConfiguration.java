package dev.fairlead.media.track;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The out-of-band bytes a decoder needs before the first sample, in the form that {@link Codec}
 * names. Immutable; equal when the bytes are equal.
 */
public final class CodecConfiguration {
  /** For codecs whose samples describe themselves. */
  public static final CodecConfiguration NONE = new CodecConfiguration(new byte[0]);

  private final byte[] bytes;

  private CodecConfiguration(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}. */
  public static CodecConfiguration of(byte[] bytes) {
    return bytes.length == 0 ? NONE : new CodecConfiguration(bytes.clone());
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** Length in bytes. */
  public int sizeBytes() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodecConfiguration that && Arrays.equals(bytes, that.bytes);
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
