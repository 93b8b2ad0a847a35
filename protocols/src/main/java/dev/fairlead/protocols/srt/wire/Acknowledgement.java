package dev.fairlead.protocols.srt.wire;

import io.netty.buffer.ByteBuf;

/**
 * What an ACK carries behind its header (SRT draft-01 §3.2.4). Flyweight.
 *
 * <p>A light one has the first field only, a small one the first four; a full one, seven.
 *
 * <pre>
 * +--------------------------------------------------------------+
 * |  sequence number behind the last that came without a gap     |
 * +--------------------------------------------------------------+
 * |  round trip in µs          |  its variance in µs             |
 * +--------------------------------------------------------------+
 * |  room in the receiver's buffer in packets                    |
 * +--------------------------------------------------------------+
 * |  packets/s that come  |  packets/s that fit  |  bytes/s      |
 * +--------------------------------------------------------------+
 * </pre>
 */
public final class Acknowledgement {
  /** The length of a light one. */
  public static final int LIGHT_BYTES = 4;

  /** The length up to the room in the buffer. */
  public static final int SMALL_BYTES = 16;

  /** The length with the rates. */
  public static final int FULL_BYTES = 28;

  private Acknowledgement() {}

  /** The sequence number behind the last packet that came without a gap. */
  public static int sequence(ByteBuf bytes, int index) {
    return bytes.getInt(index);
  }

  /** The smoothed round trip, of a small or full one. */
  public static int roundTripUs(ByteBuf bytes, int index) {
    return bytes.getInt(index + 4);
  }

  /** Its variance, of a small or full one. */
  public static int roundTripVarianceUs(ByteBuf bytes, int index) {
    return bytes.getInt(index + 8);
  }

  /** The room in the receiver's buffer, of a small or full one. */
  public static int roomPackets(ByteBuf bytes, int index) {
    return bytes.getInt(index + 12);
  }

  /** How many packets come a second, of a full one. */
  public static int arrivalPacketsPerSecond(ByteBuf bytes, int index) {
    return bytes.getInt(index + 16);
  }

  /** How many packets a second the link could carry, of a full one. */
  public static int capacityPacketsPerSecond(ByteBuf bytes, int index) {
    return bytes.getInt(index + 20);
  }

  /** How many bytes come a second, of a full one. */
  public static int arrivalBytesPerSecond(ByteBuf bytes, int index) {
    return bytes.getInt(index + 24);
  }
}
