package dev.fairlead.media.bits.amf;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** The value list in the body of a command or data message. Stateless; any thread. */
public final class AmfMessage {
  private AmfMessage() {}

  /** Reads the body of an AMF0 message (types 18 and 20, RTMP 1.0 §7.1). */
  public static List<AmfValue> readAmf0(ByteBuf body) {
    return new Amf0Reader().readAll(body);
  }

  /**
   * Reads the body of an AMF3 message (types 15 and 17, RTMP 1.0 §7.1). In practice a zero byte
   * stands in front and AMF0 follows, which changes to AMF3 value by value where its marker says so
   * (AMF 0 §3.1); bodies of pure AMF3 are understood as well.
   */
  public static List<AmfValue> readAmf3(ByteBuf body) {
    if (!body.isReadable()) {
      return List.of();
    }
    int first = body.getUnsignedByte(body.readerIndex());
    if (first == 0) {
      body.skipBytes(1);
      return new Amf0Reader().readAll(body);
    }
    return first == Amf0Marker.STRING
        ? new Amf0Reader().readAll(body)
        : new Amf3Reader().readAll(body);
  }
}
