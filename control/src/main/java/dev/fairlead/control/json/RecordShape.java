package dev.fairlead.control.json;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The components of a record as the API sees them. Immutable.
 *
 * @param type the record
 * @param members in order
 */
public record RecordShape(Class<? extends Record> type, List<Member> members) {
  /**
   * One component.
   *
   * @param name of it
   * @param type its type; of a list, the type of its entries
   * @param isList whether it is a list
   * @param optional whether it may be left out
   * @param field what it is for
   * @param component for reading it
   */
  public record Member(
      String name,
      Class<?> type,
      boolean isList,
      boolean optional,
      Field field,
      RecordComponent component) {}

  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return make(type.asSubclass(Record.class));
        }
      };

  /** The shape of {@code type}; every component says what it is for. */
  public static RecordShape of(Class<? extends Record> type) {
    return SHAPES.get(type);
  }

  private static RecordShape make(Class<? extends Record> type) {
    List<Member> members = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Field field = component.getAnnotation(Field.class);
      if (field == null) {
        throw new IllegalArgumentException(type + "." + component.getName() + " says nothing");
      }
      Type full = component.getGenericType();
      boolean isList = component.getType() == List.class;
      Class<?> plain =
          isList && full instanceof ParameterizedType list
              ? (Class<?>) list.getActualTypeArguments()[0]
              : component.getType();
      members.add(
          new Member(component.getName(), plain, isList, isNullable(component), field, component));
    }
    return new RecordShape(type, List.copyOf(members));
  }

  private static boolean isNullable(RecordComponent component) {
    AnnotatedType annotated = component.getAnnotatedType();
    return annotated.isAnnotationPresent(Nullable.class);
  }
}
