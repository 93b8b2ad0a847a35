package dev.fairlead.media.bits.amf;

import dev.fairlead.media.bits.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads AMF0 values (AMF 0 §2). Confined to one thread; the bytes are borrowed for the call.
 *
 * <p>A reference to an earlier value (AMF 0 §2.9) is checked and read as null: a value that holds
 * itself has no end when it is walked through, and no command needs one.
 */
public final class Amf0Reader {
  private final AmfBudget budget = new AmfBudget();

  private int complexValues;

  /** Reads values until {@code in} has no more bytes. */
  public List<AmfValue> readAll(ByteBuf in) {
    budget.reset();
    complexValues = 0;
    List<AmfValue> values = new ArrayList<>();
    while (in.isReadable()) {
      values.add(read(in));
    }
    return values;
  }

  /** Reads the first value only, such as the name of a script tag. */
  public AmfValue readFirst(ByteBuf in) {
    budget.reset();
    complexValues = 0;
    return read(in);
  }

  private AmfValue read(ByteBuf in) {
    budget.spend();
    int marker = unsignedByte(in);
    return switch (marker) {
      case Amf0Marker.NUMBER -> new AmfValue.Num(number(in));
      case Amf0Marker.BOOLEAN -> new AmfValue.Bool(unsignedByte(in) != 0);
      case Amf0Marker.STRING -> new AmfValue.Text(shortText(in));
      case Amf0Marker.OBJECT -> members(in, new LinkedHashMap<>(), false);
      case Amf0Marker.NULL, Amf0Marker.UNSUPPORTED -> AmfValue.NULL;
      case Amf0Marker.UNDEFINED -> AmfValue.UNDEFINED;
      case Amf0Marker.REFERENCE -> reference(in);
      case Amf0Marker.ECMA_ARRAY -> {
        // The count is a hint that encoders get wrong; the end marker decides (AMF 0 §2.10).
        need(in, Integer.BYTES);
        in.skipBytes(Integer.BYTES);
        yield members(in, new LinkedHashMap<>(), true);
      }
      case Amf0Marker.STRICT_ARRAY -> items(in);
      case Amf0Marker.DATE -> {
        double epochMs = number(in);
        need(in, Short.BYTES);
        in.skipBytes(Short.BYTES);
        yield new AmfValue.Date(epochMs);
      }
      case Amf0Marker.LONG_STRING, Amf0Marker.XML_DOCUMENT -> new AmfValue.Text(longText(in));
      case Amf0Marker.TYPED_OBJECT -> {
        shortText(in);
        yield members(in, new LinkedHashMap<>(), false);
      }
      case Amf0Marker.AVMPLUS_OBJECT -> new Amf3Reader(budget).read(in);
      default -> throw new MalformedMediaException("AMF0 marker " + marker + " is not known");
    };
  }

  private AmfValue members(ByteBuf in, Map<String, AmfValue> members, boolean ecma) {
    budget.enter();
    complexValues++;
    // Some encoders leave the end marker of the last array out: the end of the message serves.
    while (in.isReadable()) {
      String name = shortText(in);
      if (name.isEmpty() && in.isReadable() && in.getByte(in.readerIndex()) == Amf0Marker.END) {
        in.skipBytes(1);
        break;
      }
      members.put(name, read(in));
    }
    budget.leave();
    return new AmfValue.Obj(members, ecma);
  }

  private AmfValue items(ByteBuf in) {
    need(in, Integer.BYTES);
    long count = in.readUnsignedInt();
    // Each value takes a byte at least, so the count cannot make us hold more than was sent.
    if (count > in.readableBytes()) {
      throw new MalformedMediaException("AMF0 array of " + count + " values is cut off");
    }
    budget.enter();
    List<AmfValue> values = new ArrayList<>();
    complexValues++;
    for (long i = 0; i < count; i++) {
      values.add(read(in));
    }
    budget.leave();
    return new AmfValue.Items(values);
  }

  private AmfValue reference(ByteBuf in) {
    need(in, Short.BYTES);
    int index = in.readUnsignedShort();
    if (index >= complexValues) {
      throw new MalformedMediaException("AMF0 reference " + index + " points nowhere");
    }
    return AmfValue.NULL;
  }

  private static double number(ByteBuf in) {
    need(in, Double.BYTES);
    return in.readDouble();
  }

  private static String shortText(ByteBuf in) {
    need(in, Short.BYTES);
    return text(in, in.readUnsignedShort());
  }

  private static String longText(ByteBuf in) {
    need(in, Integer.BYTES);
    return text(in, in.readUnsignedInt());
  }

  private static String text(ByteBuf in, long lengthBytes) {
    if (lengthBytes > in.readableBytes()) {
      throw new MalformedMediaException("AMF string of " + lengthBytes + " bytes is cut off");
    }
    return in.readCharSequence((int) lengthBytes, StandardCharsets.UTF_8).toString();
  }

  private static int unsignedByte(ByteBuf in) {
    need(in, 1);
    return in.readUnsignedByte();
  }

  static void need(ByteBuf in, int bytes) {
    if (in.readableBytes() < bytes) {
      throw new MalformedMediaException("AMF value is cut off");
    }
  }
}
