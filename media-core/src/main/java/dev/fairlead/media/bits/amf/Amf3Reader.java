package dev.fairlead.media.bits.amf;

import dev.fairlead.media.bits.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads AMF3 values (AMF 3 §3). Confined to one thread; the bytes are borrowed for the call.
 *
 * <p>String and trait references are resolved. A reference to an earlier object is checked and read
 * as null: a value that holds itself has no end when it is walked through, and no command needs
 * one.
 */
public final class Amf3Reader {
  private static final int UNDEFINED = 0x00;
  private static final int NULL = 0x01;
  private static final int FALSE = 0x02;
  private static final int TRUE = 0x03;
  private static final int INTEGER = 0x04;
  private static final int DOUBLE = 0x05;
  private static final int STRING = 0x06;
  private static final int XML_DOCUMENT = 0x07;
  private static final int DATE = 0x08;
  private static final int ARRAY = 0x09;
  private static final int OBJECT = 0x0A;
  private static final int XML = 0x0B;
  private static final int BYTE_ARRAY = 0x0C;

  /** Width of U29 read as a signed integer (AMF 3 §3.6). */
  private static final int SIGNED_BITS = 29;

  private final AmfBudget budget;
  private final List<String> strings = new ArrayList<>();
  private final List<Traits> traits = new ArrayList<>();
  private int complexValues;

  /** Names of the sealed members of a class, and whether further ones follow. */
  private record Traits(List<String> names, boolean dynamic) {}

  /** With a budget of its own. */
  public Amf3Reader() {
    this(new AmfBudget());
  }

  /** Shares the budget of the AMF0 message around it. */
  Amf3Reader(AmfBudget budget) {
    this.budget = budget;
  }

  /** Reads values until {@code in} has no more bytes. */
  public List<AmfValue> readAll(ByteBuf in) {
    budget.reset();
    strings.clear();
    traits.clear();
    complexValues = 0;
    List<AmfValue> values = new ArrayList<>();
    while (in.isReadable()) {
      values.add(read(in));
    }
    return values;
  }

  AmfValue read(ByteBuf in) {
    budget.spend();
    Amf0Reader.need(in, 1);
    int marker = in.readUnsignedByte();
    return switch (marker) {
      case UNDEFINED -> AmfValue.UNDEFINED;
      case NULL -> AmfValue.NULL;
      case FALSE -> new AmfValue.Bool(false);
      case TRUE -> new AmfValue.Bool(true);
      case INTEGER -> {
        int shift = Integer.SIZE - SIGNED_BITS;
        yield new AmfValue.Num((u29(in) << shift) >> shift);
      }
      case DOUBLE -> new AmfValue.Num(number(in));
      case STRING -> new AmfValue.Text(text(in));
      case XML_DOCUMENT, XML -> {
        int lengthBytes = inlineLength(in);
        yield lengthBytes < 0 ? AmfValue.NULL : new AmfValue.Text(utf8(in, lengthBytes));
      }
      case DATE -> inlineLength(in) < 0 ? AmfValue.NULL : new AmfValue.Date(number(in));
      case ARRAY -> array(in);
      case OBJECT -> object(in);
      case BYTE_ARRAY -> {
        int lengthBytes = inlineLength(in);
        if (lengthBytes < 0) {
          yield AmfValue.NULL;
        }
        // Raw bytes: nothing that we understand sends any.
        Amf0Reader.need(in, lengthBytes);
        in.skipBytes(lengthBytes);
        yield AmfValue.NULL;
      }
      default -> throw new MalformedMediaException("AMF3 marker " + marker + " is not known");
    };
  }

  private AmfValue array(ByteBuf in) {
    int count = inlineLength(in);
    if (count < 0) {
      return AmfValue.NULL;
    }
    budget.enter();
    Map<String, AmfValue> named = new LinkedHashMap<>();
    readNamed(in, named);
    Amf0Reader.need(in, count);
    List<AmfValue> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(read(in));
    }
    budget.leave();
    if (named.isEmpty()) {
      return new AmfValue.Items(values);
    }
    for (int i = 0; i < count; i++) {
      named.put(Integer.toString(i), values.get(i));
    }
    return new AmfValue.Obj(named, true);
  }

  private AmfValue object(ByteBuf in) {
    int header = u29(in);
    if ((header & 1) == 0) {
      checkReference(header >> 1);
      return AmfValue.NULL;
    }
    complexValues++;
    Traits shape = (header & 2) == 0 ? knownTraits(header >> 2) : newTraits(header, in);
    budget.enter();
    Map<String, AmfValue> members = new LinkedHashMap<>();
    for (String name : shape.names()) {
      members.put(name, read(in));
    }
    if (shape.dynamic()) {
      readNamed(in, members);
    }
    budget.leave();
    return new AmfValue.Obj(members, false);
  }

  /** Names and values up to an empty name. */
  private void readNamed(ByteBuf in, Map<String, AmfValue> named) {
    for (String name = text(in); !name.isEmpty(); name = text(in)) {
      named.put(name, read(in));
    }
  }

  private Traits knownTraits(int index) {
    if (index >= traits.size()) {
      throw new MalformedMediaException("AMF3 traits reference " + index + " points nowhere");
    }
    return traits.get(index);
  }

  private Traits newTraits(int header, ByteBuf in) {
    if ((header & 4) != 0) {
      throw new MalformedMediaException("AMF3 externalizable objects are not supported");
    }
    int count = header >> 4;
    text(in);
    Amf0Reader.need(in, count);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      budget.spend();
      names.add(text(in));
    }
    Traits shape = new Traits(names, (header & 8) != 0);
    traits.add(shape);
    return shape;
  }

  /** Length or count of a value that is here, or a negative number when it is a reference. */
  private int inlineLength(ByteBuf in) {
    int header = u29(in);
    if ((header & 1) == 0) {
      checkReference(header >> 1);
      return Integer.MIN_VALUE;
    }
    complexValues++;
    return header >> 1;
  }

  private void checkReference(int index) {
    if (index >= complexValues) {
      throw new MalformedMediaException("AMF3 reference " + index + " points nowhere");
    }
  }

  private String text(ByteBuf in) {
    int header = u29(in);
    if ((header & 1) == 0) {
      int index = header >> 1;
      if (index >= strings.size()) {
        throw new MalformedMediaException("AMF3 string reference " + index + " points nowhere");
      }
      return strings.get(index);
    }
    String value = utf8(in, header >> 1);
    // The empty string is never sent by reference (AMF 3 §1.3.2).
    if (!value.isEmpty()) {
      strings.add(value);
    }
    return value;
  }

  private static String utf8(ByteBuf in, int lengthBytes) {
    Amf0Reader.need(in, lengthBytes);
    return in.readCharSequence(lengthBytes, StandardCharsets.UTF_8).toString();
  }

  private static double number(ByteBuf in) {
    Amf0Reader.need(in, Double.BYTES);
    return in.readDouble();
  }

  /** Variable length unsigned 29-bit integer (AMF 3 §1.3.1). */
  private static int u29(ByteBuf in) {
    int value = 0;
    for (int i = 0; i < 3; i++) {
      Amf0Reader.need(in, 1);
      int next = in.readUnsignedByte();
      value = (value << 7) | (next & 0x7F);
      if (next < 0x80) {
        return value;
      }
    }
    Amf0Reader.need(in, 1);
    return (value << 8) | in.readUnsignedByte();
  }
}
