package dev.fairlead.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A picture's number and the moment it was sent, as an H.264 SEI message of user data (H.264
 * (08/2021) §D.1.7) in front of the picture's own NAL units. Written in hexadecimal digits, which
 * need no emulation prevention.
 */
final class PictureStamp {
  /** AVC tag header: codec, packet type, composition time (FLV 10.1 §E.4.3). */
  private static final int VIDEO_HEADER_BYTES = 5;

  private static final byte[] UUID = "fairlead-loadgen".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS = 24;
  private static final int PAYLOAD_BYTES = 16 + DIGITS;

  /** NAL header, payload type, payload size, payload, stop bit. */
  private static final int NAL_BYTES = 3 + PAYLOAD_BYTES + 1;

  /** How much of a tag must be at hand to read the stamp. */
  static final int PREFIX_BYTES = VIDEO_HEADER_BYTES + Integer.BYTES + NAL_BYTES;

  private static final int NOT_FOUND = -1;

  private PictureStamp() {}

  /** The tag with a stamp put in. */
  static byte[] stamped(byte[] tag, int number, long sentNs) {
    byte[] out = new byte[tag.length + Integer.BYTES + NAL_BYTES];
    System.arraycopy(tag, 0, out, 0, VIDEO_HEADER_BYTES);
    int at = VIDEO_HEADER_BYTES;
    out[at + 3] = NAL_BYTES;
    out[at + 4] = 6;
    out[at + 5] = 5;
    out[at + 6] = PAYLOAD_BYTES;
    System.arraycopy(UUID, 0, out, at + 7, UUID.length);
    String digits = HexFormat.of().toHexDigits(number) + HexFormat.of().toHexDigits(sentNs);
    System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, out, at + 23, DIGITS);
    out[at + 23 + DIGITS] = (byte) 0x80;
    System.arraycopy(
        tag,
        VIDEO_HEADER_BYTES,
        out,
        VIDEO_HEADER_BYTES + Integer.BYTES + NAL_BYTES,
        tag.length - VIDEO_HEADER_BYTES);
    return out;
  }

  /** Whether the first bytes of a tag hold a stamp. */
  static boolean isAt(byte[] prefix, int length) {
    return length >= PREFIX_BYTES
        && prefix[1] == 1
        && prefix[VIDEO_HEADER_BYTES + 4] == 6
        && prefix[VIDEO_HEADER_BYTES + 5] == 5
        && prefix[VIDEO_HEADER_BYTES + 7] == UUID[0];
  }

  static int number(byte[] prefix) {
    return (int) digits(prefix, VIDEO_HEADER_BYTES + 23, 8);
  }

  static long sentNs(byte[] prefix) {
    return digits(prefix, VIDEO_HEADER_BYTES + 31, 16);
  }

  /** Whether the tag is a key picture. */
  static boolean isKey(byte[] prefix) {
    return ((prefix[0] >> 4) & 0xF) == 1;
  }

  /** Where the next stamp's name begins, at {@code from} or later; negative when there is none. */
  static int find(byte[] media, int from) {
    for (int at = from; at <= media.length - PAYLOAD_BYTES; at++) {
      if (media[at] == UUID[0] && Arrays.equals(media, at, at + 16, UUID, 0, 16)) {
        return at;
      }
    }
    return NOT_FOUND;
  }

  static int numberAt(byte[] media, int name) {
    return (int) digits(media, name + 16, 8);
  }

  static long sentNsAt(byte[] media, int name) {
    return digits(media, name + 24, 16);
  }

  private static long digits(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      value = (value << 4) | Character.digit(bytes[i], 16);
    }
    return value;
  }
}
