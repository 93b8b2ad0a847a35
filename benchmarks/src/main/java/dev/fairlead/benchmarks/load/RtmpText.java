package dev.fairlead.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The few AMF0 values and chunks that a client needs (RTMP 1.0 §5.3.1, §7.2). */
public final class RtmpText {
  /** Random bytes on each side of the handshake. */
  public static final int HANDSHAKE_BYTES = 1_536;

  /** Message type of commands in AMF0. */
  public static final int COMMAND = 20;

  private RtmpText() {}

  /** Appends a string. */
  public static ByteBuf string(ByteBuf out, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return out.writeByte(2).writeShort(bytes.length).writeBytes(bytes);
  }

  /** Appends a number. */
  public static ByteBuf number(ByteBuf out, double value) {
    return out.writeByte(0).writeDouble(value);
  }

  /** Appends null. */
  public static ByteBuf nothing(ByteBuf out) {
    return out.writeByte(5);
  }

  static void property(ByteBuf out, String name, String value) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    string(out.writeShort(bytes.length).writeBytes(bytes), value);
  }

  /** {@code connect} to an application. */
  public static ByteBuf connect(ByteBuf out, String app, String tcUrl) {
    number(string(out, "connect"), 1);
    out.writeByte(3);
    property(out, "app", app);
    property(out, "type", "nonprivate");
    property(out, "flashVer", "FMLE/3.0 (compatible; fairlead-load)");
    property(out, "tcUrl", tcUrl);
    return out.writeMedium(9);
  }

  /** One message as one chunk after another of {@code chunkBytes}. Takes over {@code body}. */
  public static void message(
      ByteBuf out,
      int chunkStream,
      int type,
      int messageStream,
      long timestampMs,
      ByteBuf body,
      int chunkBytes) {
    out.writeByte(chunkStream)
        .writeMedium((int) timestampMs)
        .writeMedium(body.readableBytes())
        .writeByte(type)
        .writeIntLE(messageStream);
    while (true) {
      int piece = Math.min(chunkBytes, body.readableBytes());
      out.writeBytes(body, piece);
      if (!body.isReadable()) {
        break;
      }
      out.writeByte(0xC0 | chunkStream);
    }
    body.release();
  }
}
