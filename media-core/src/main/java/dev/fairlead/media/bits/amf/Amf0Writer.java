package dev.fairlead.media.bits.amf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Map;

/** Writes AMF0 values (AMF 0 §2). Stateless; any thread. */
public final class Amf0Writer {
  /** Longest string that the short form holds (AMF 0 §2.4). */
  private static final int MAX_SHORT_BYTES = 0xFFFF;

  private Amf0Writer() {}

  /** Appends one value. */
  public static void write(AmfValue value, ByteBuf out) {
    switch (value) {
      case AmfValue.Num number -> writeNumber(number.value(), out);
      case AmfValue.Bool bool -> out.writeByte(Amf0Marker.BOOLEAN).writeBoolean(bool.value());
      case AmfValue.Text text -> writeText(text.value(), out);
      case AmfValue.Null nothing -> out.writeByte(Amf0Marker.NULL);
      case AmfValue.Undefined undefined -> out.writeByte(Amf0Marker.UNDEFINED);
      case AmfValue.Date date ->
          out.writeByte(Amf0Marker.DATE).writeDouble(date.epochMs()).writeShort(0);
      case AmfValue.Items items -> {
        out.writeByte(Amf0Marker.STRICT_ARRAY).writeInt(items.values().size());
        for (AmfValue item : items.values()) {
          write(item, out);
        }
      }
      case AmfValue.Obj object -> writeObject(object, out);
    }
  }

  /** Appends several values. */
  public static void writeAll(Iterable<AmfValue> values, ByteBuf out) {
    for (AmfValue value : values) {
      write(value, out);
    }
  }

  private static void writeNumber(double value, ByteBuf out) {
    out.writeByte(Amf0Marker.NUMBER).writeDouble(value);
  }

  private static void writeText(String value, ByteBuf out) {
    int lengthBytes = ByteBufUtil.utf8Bytes(value);
    if (lengthBytes > MAX_SHORT_BYTES) {
      out.writeByte(Amf0Marker.LONG_STRING).writeInt(lengthBytes);
    } else {
      out.writeByte(Amf0Marker.STRING).writeShort(lengthBytes);
    }
    ByteBufUtil.writeUtf8(out, value);
  }

  private static void writeObject(AmfValue.Obj object, ByteBuf out) {
    if (object.ecma()) {
      out.writeByte(Amf0Marker.ECMA_ARRAY).writeInt(object.members().size());
    } else {
      out.writeByte(Amf0Marker.OBJECT);
    }
    for (Map.Entry<String, AmfValue> member : object.members().entrySet()) {
      String name = member.getKey();
      int lengthBytes = ByteBufUtil.utf8Bytes(name);
      if (lengthBytes > MAX_SHORT_BYTES) {
        throw new IllegalArgumentException("AMF member name of " + lengthBytes + " bytes");
      }
      ByteBufUtil.writeUtf8(out.writeShort(lengthBytes), name);
      write(member.getValue(), out);
    }
    out.writeShort(0).writeByte(Amf0Marker.END);
  }
}
