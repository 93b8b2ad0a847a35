package dev.fairlead.protocols.rtmp.core;

import dev.fairlead.media.bits.amf.AmfValue;
import java.util.List;

/**
 * The values of a command: its name, its transaction, an object, and what belongs to it (RTMP 1.0
 * §7.2). Missing values read as empty ones, since encoders leave out what they do not need.
 */
record Arguments(List<AmfValue> values) {
  private static final AmfValue.Obj EMPTY = new AmfValue.ObjectBuilder().object();

  String name() {
    return text(0);
  }

  double transaction() {
    return number(1);
  }

  double number(int index) {
    return value(index) instanceof AmfValue.Num number ? number.value() : 0;
  }

  String text(int index) {
    return value(index) instanceof AmfValue.Text text ? text.value() : "";
  }

  AmfValue.Obj object(int index) {
    return value(index) instanceof AmfValue.Obj object ? object : EMPTY;
  }

  boolean flag(int index, boolean otherwise) {
    return value(index) instanceof AmfValue.Bool bool ? bool.value() : otherwise;
  }

  boolean isFalse(int index) {
    return value(index) instanceof AmfValue.Bool bool && !bool.value();
  }

  private AmfValue value(int index) {
    return index < values.size() ? values.get(index) : AmfValue.UNDEFINED;
  }
}
