package dev.fairlead.control.api;

import dev.fairlead.control.json.RecordShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Inputs that the schema takes, made of records' own descriptions. */
final class GraphQlInputs {
  private GraphQlInputs() {}

  static String of(Class<? extends Record> type) {
    List<String> fields = new ArrayList<>();
    for (RecordShape.Member member : RecordShape.of(type).members()) {
      if (!member.optional()) {
        String plain = plain(member);
        fields.add(member.name() + ": " + (member.isList() ? "[" + plain + "]" : plain));
      }
    }
    return "{ " + String.join(", ", fields) + " }";
  }

  private static String plain(RecordShape.Member member) {
    Class<?> type = member.type();
    if (type == String.class) {
      return "\"a long enough text\"";
    }
    if (type == boolean.class) {
      return "true";
    }
    if (type == int.class || type == long.class) {
      return String.valueOf(member.field().min());
    }
    if (type == Instant.class) {
      return "\"2040-01-01T00:00:00Z\"";
    }
    if (type.isEnum()) {
      return ((Enum<?>) type.getEnumConstants()[0]).name();
    }
    return of(type.asSubclass(Record.class));
  }
}
