package dev.fairlead.control.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fills a record from what {@link JsonTree} read. Strict: an unknown field, a wrong type and a
 * value out of bounds are told by name. Any thread.
 */
public final class RecordBinder {
  private RecordBinder() {}

  /**
   * Fills.
   *
   * @throws BindException when the value does not fit
   */
  public static <R extends Record> R bind(@Nullable Object value, Class<R> type)
      throws BindException {
    return type.cast(bind("", value, type));
  }

  private static Record bind(String path, @Nullable Object value, Class<? extends Record> type)
      throws BindException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new BindException(path, inSentence(path) + " must be an object");
    }
    RecordShape shape = RecordShape.of(type);
    for (Object name : map.keySet()) {
      if (shape.members().stream().noneMatch(member -> member.name().equals(name))) {
        throw new BindException(path + name, "there is no field " + path + name + " here");
      }
    }
    @Nullable Object[] values = new Object[shape.members().size()];
    for (int i = 0; i < values.length; i++) {
      RecordShape.Member member = shape.members().get(i);
      values[i] = member(path + member.name(), map.get(member.name()), member);
    }
    return make(path, shape, values);
  }

  private static Record make(String path, RecordShape shape, @Nullable Object[] values)
      throws BindException {
    try {
      Class<?>[] types =
          shape.members().stream()
              .map(member -> member.component().getType())
              .toArray(Class<?>[]::new);
      Constructor<? extends Record> constructor = shape.type().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new BindException(path, String.valueOf(refused.getMessage()));
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(shape.type() + " cannot be made", e);
    }
  }

  private static @Nullable Object member(
      String path, @Nullable Object value, RecordShape.Member member) throws BindException {
    if (value == null) {
      if (member.optional()) {
        return null;
      }
      throw new BindException(path, path + " is missing");
    }
    return member.isList() ? list(path, value, member) : plain(path, value, member);
  }

  private static List<Object> list(String path, Object value, RecordShape.Member member)
      throws BindException {
    if (!(value instanceof List<?> entries)) {
      throw new BindException(path, path + " must be a list");
    }
    if (entries.size() > member.field().maxEntries()) {
      throw new BindException(
          path, path + " has more than " + member.field().maxEntries() + " entries");
    }
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Object entry = entries.get(i);
      String at = path + "[" + i + "]";
      if (entry == null) {
        throw new BindException(at, at + " is null");
      }
      all.add(plain(at, entry, member));
    }
    return List.copyOf(all);
  }

  private static Object plain(String path, Object value, RecordShape.Member member)
      throws BindException {
    Class<?> type = member.type();
    if (type == String.class) {
      return text(path, value, member.field().maxChars());
    }
    if (type == boolean.class || type == Boolean.class) {
      if (value instanceof Boolean flag) {
        return flag;
      }
      throw new BindException(path, path + " must be true or false");
    }
    if (type == int.class || type == Integer.class) {
      return (int) number(path, value, member.field());
    }
    if (type == long.class || type == Long.class) {
      return number(path, value, member.field());
    }
    if (type == Instant.class) {
      return instant(path, value);
    }
    if (type.isEnum()) {
      return constant(path, value, type);
    }
    return bind(path + ".", value, type.asSubclass(Record.class));
  }

  private static String text(String path, Object value, int maxChars) throws BindException {
    if (!(value instanceof String text)) {
      throw new BindException(path, path + " must be a text");
    }
    if (text.length() > maxChars) {
      throw new BindException(path, path + " has more than " + maxChars + " characters");
    }
    if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
      throw new BindException(path, path + " holds control characters");
    }
    return text;
  }

  private static long number(String path, Object value, Field field) throws BindException {
    if (!(value instanceof Long number)) {
      throw new BindException(path, path + " must be a whole number");
    }
    if (number < field.min() || number > field.max()) {
      throw new BindException(path, path + " must be within " + field.min() + " to " + field.max());
    }
    return number;
  }

  private static Instant instant(String path, Object value) throws BindException {
    try {
      if (value instanceof String text) {
        return Instant.parse(text);
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw new BindException(path, path + " must be a moment such as 2030-01-31T12:00:00Z");
  }

  private static Object constant(String path, Object value, Class<?> type) throws BindException {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(value)) {
        return constant;
      }
    }
    throw new BindException(
        path,
        path
            + " must be one of "
            + Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .collect(Collectors.joining(", ")));
  }

  private static String inSentence(String path) {
    return path.isEmpty() ? "the body" : path.substring(0, path.length() - 1);
  }
}
