package dev.fairlead.control.api;

import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.json.RecordShape;
import graphql.GraphQLContext;
import graphql.Scalars;
import graphql.execution.CoercedVariables;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingSerializeException;
import graphql.schema.DataFetcher;
import graphql.schema.FieldCoordinates;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLTypeReference;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records as types of GraphQL, each made once. Confined to the making of the schema. */
final class GraphQlTypes {
  /** Milliseconds and bytes pass 32 bits. */
  static final GraphQLScalarType LONG =
      scalar("Long", "A whole number of 64 bits.", value -> value instanceof Long);

  static final GraphQLScalarType MOMENT =
      scalar("DateTime", "A moment as in RFC 3339.", value -> value instanceof Instant);

  private final Map<String, GraphQLObjectType> outputs = new HashMap<>();
  private final Map<String, GraphQLInputObjectType> inputs = new HashMap<>();
  private final Map<Class<?>, GraphQLEnumType> enums = new HashMap<>();
  private final GraphQLCodeRegistry.Builder code;

  GraphQlTypes(GraphQLCodeRegistry.Builder code) {
    this.code = code;
  }

  /** What more a type holds than its record does. */
  interface Extra {
    void add(String typeName, GraphQLObjectType.Builder type);
  }

  GraphQLOutputType output(Class<? extends Record> record, Extra extra) {
    String name = OpenApiDocument.name(record);
    if (outputs.containsKey(name)) {
      return GraphQLTypeReference.typeRef(name);
    }
    GraphQLObjectType.Builder type = GraphQLObjectType.newObject().name(name);
    for (RecordShape.Member member : RecordShape.of(record).members()) {
      GraphQLOutputType plain = plainOutput(member.type(), extra);
      GraphQLOutputType full =
          member.isList() ? GraphQLList.list(GraphQLNonNull.nonNull(plain)) : plain;
      type.field(
          GraphQLFieldDefinition.newFieldDefinition()
              .name(member.name())
              .description(member.field().value())
              .type(member.optional() ? full : GraphQLNonNull.nonNull(full)));
      DataFetcher<Object> reader = environment -> value(environment.getSource(), member);
      code.dataFetcher(FieldCoordinates.coordinates(name, member.name()), reader);
    }
    extra.add(name, type);
    GraphQLObjectType made = type.build();
    outputs.put(name, made);
    return made;
  }

  private static @Nullable Object value(@Nullable Object source, RecordShape.Member member) {
    return source == null ? null : JsonText.value((Record) source, member.component());
  }

  private GraphQLOutputType plainOutput(Class<?> type, Extra extra) {
    GraphQLScalarType scalar = scalar(type);
    if (scalar != null) {
      return scalar;
    }
    return type.isEnum() ? enumType(type) : output(type.asSubclass(Record.class), extra);
  }

  GraphQLInputType input(Class<? extends Record> record) {
    String name = OpenApiDocument.name(record) + "Input";
    if (inputs.containsKey(name)) {
      return GraphQLTypeReference.typeRef(name);
    }
    GraphQLInputObjectType.Builder type = GraphQLInputObjectType.newInputObject().name(name);
    for (RecordShape.Member member : RecordShape.of(record).members()) {
      GraphQLInputType plain = plainInput(member.type());
      GraphQLInputType full =
          member.isList() ? GraphQLList.list(GraphQLNonNull.nonNull(plain)) : plain;
      type.field(
          GraphQLInputObjectField.newInputObjectField()
              .name(member.name())
              .description(member.field().value())
              .type(member.optional() ? full : GraphQLNonNull.nonNull(full)));
    }
    GraphQLInputObjectType made = type.build();
    inputs.put(name, made);
    return made;
  }

  private GraphQLInputType plainInput(Class<?> type) {
    GraphQLScalarType scalar = scalar(type);
    if (scalar != null) {
      return scalar;
    }
    return type.isEnum() ? enumType(type) : input(type.asSubclass(Record.class));
  }

  private GraphQLEnumType enumType(Class<?> type) {
    return enums.computeIfAbsent(
        type,
        absent -> {
          GraphQLEnumType.Builder made = GraphQLEnumType.newEnum().name(OpenApiDocument.name(type));
          for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            made.value(name, name);
          }
          return made.build();
        });
  }

  private static @Nullable GraphQLScalarType scalar(Class<?> type) {
    if (type == String.class) {
      return Scalars.GraphQLString;
    }
    if (type == boolean.class || type == Boolean.class) {
      return Scalars.GraphQLBoolean;
    }
    if (type == int.class || type == Integer.class) {
      return Scalars.GraphQLInt;
    }
    if (type == long.class || type == Long.class) {
      return LONG;
    }
    return type == Instant.class ? MOMENT : null;
  }

  private interface Accepts {
    boolean value(Object value);
  }

  private static GraphQLScalarType scalar(String name, String description, Accepts accepts) {
    return GraphQLScalarType.newScalar()
        .name(name)
        .description(description)
        .coercing(
            new Coercing<Object, Object>() {
              @Override
              public Object serialize(Object value, GraphQLContext context, Locale locale) {
                if (!accepts.value(value)) {
                  throw new CoercingSerializeException("no " + name);
                }
                return value instanceof Long ? value : value.toString();
              }

              @Override
              public Object parseValue(Object input, GraphQLContext context, Locale locale) {
                // The binder of records says what is wrong with it.
                return input;
              }

              @Override
              public Object parseLiteral(
                  Value<?> input,
                  CoercedVariables variables,
                  GraphQLContext context,
                  Locale locale) {
                String text = input instanceof StringValue value ? value.getValue() : null;
                if (text != null) {
                  return text;
                }
                throw new CoercingParseLiteralException("a " + name + " is written as a text");
              }
            })
        .build();
  }
}
