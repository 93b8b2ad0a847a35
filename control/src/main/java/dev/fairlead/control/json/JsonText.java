package dev.fairlead.control.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes values as JSON. Any thread. */
public final class JsonText {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonText() {}

  /** Records by component, without those that are null; maps, collections and plain values. */
  public static String of(@Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, value);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes every write", e);
    }
    return text.toString();
  }

  /** The same for people and for comparing line by line. */
  public static String pretty(@Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      write(json, value);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes every write", e);
    }
    return text + "\n";
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case String text -> json.writeString(text);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case Instant moment -> json.writeString(moment.toString());
      case Enum<?> constant -> json.writeString(constant.name());
      case Collection<?> list -> {
        json.writeStartArray();
        for (Object entry : list) {
          write(json, entry);
        }
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.writeFieldName(String.valueOf(entry.getKey()));
          write(json, entry.getValue());
        }
        json.writeEndObject();
      }
      case Record members -> writeRecord(json, members);
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private static void writeRecord(JsonGenerator json, Record members) throws IOException {
    json.writeStartObject();
    for (RecordComponent component : members.getClass().getRecordComponents()) {
      Object value = value(members, component);
      if (value != null) {
        json.writeFieldName(component.getName());
        write(json, value);
      }
    }
    json.writeEndObject();
  }

  /** The value of a component. */
  public static @Nullable Object value(Record members, RecordComponent component) {
    try {
      // Records of one room only are written as well.
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(members);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("an accessor of " + members.getClass() + " fails", e);
    }
  }
}
