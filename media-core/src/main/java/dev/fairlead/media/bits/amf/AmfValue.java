package dev.fairlead.media.bits.amf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One AMF value, whichever version carried it. Immutable once read. */
public sealed interface AmfValue {
  /** AMF0 null and unsupported, AMF3 null. */
  Null NULL = new Null();

  /** AMF0 and AMF3 undefined. */
  Undefined UNDEFINED = new Undefined();

  /** A number; AMF3 integers come as numbers, too. */
  record Num(double value) implements AmfValue {}

  /** A boolean. */
  record Bool(boolean value) implements AmfValue {}

  /** A string of any length; XML documents come as strings, too. */
  record Text(String value) implements AmfValue {}

  /** Nothing. */
  record Null() implements AmfValue {}

  /** Not even nothing. */
  record Undefined() implements AmfValue {}

  /** Milliseconds since 1970-01-01T00:00Z. */
  record Date(double epochMs) implements AmfValue {}

  /** Ordered values without names. */
  record Items(List<AmfValue> values) implements AmfValue {}

  /**
   * Named values in their order.
   *
   * @param ecma whether AMF0 marks it as an associative array, as most encoders do for onMetaData
   */
  record Obj(Map<String, AmfValue> members, boolean ecma) implements AmfValue {
    /** The member called {@code name}, or null. */
    public @Nullable AmfValue member(String name) {
      return members.get(name);
    }

    /** The text called {@code name}, or {@code otherwise} when there is none. */
    public String text(String name, String otherwise) {
      return member(name) instanceof Text text ? text.value() : otherwise;
    }

    /** The number called {@code name}, or {@code otherwise} when there is none. */
    public double number(String name, double otherwise) {
      return member(name) instanceof Num number ? number.value() : otherwise;
    }
  }

  /** A number. */
  static AmfValue of(double value) {
    return new Num(value);
  }

  /** A string. */
  static AmfValue of(String value) {
    return new Text(value);
  }

  /** A boolean. */
  static AmfValue of(boolean value) {
    return new Bool(value);
  }

  /** Collects named values in order. */
  final class ObjectBuilder {
    private final LinkedHashMap<String, AmfValue> members = new LinkedHashMap<>();

    /** Adds a value. */
    public ObjectBuilder put(String name, AmfValue value) {
      members.put(name, value);
      return this;
    }

    /** Adds a string. */
    public ObjectBuilder put(String name, String value) {
      return put(name, of(value));
    }

    /** Adds a number. */
    public ObjectBuilder put(String name, double value) {
      return put(name, of(value));
    }

    /** Adds a boolean. */
    public ObjectBuilder put(String name, boolean value) {
      return put(name, of(value));
    }

    /** An anonymous object. */
    public Obj object() {
      return new Obj(members, false);
    }

    /** An associative array. */
    public Obj ecmaArray() {
      return new Obj(members, true);
    }
  }
}
