package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.json.BindException;
import dev.fairlead.control.json.RecordBinder;
import dev.fairlead.control.stream.KeyRecord;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.Permission;
import graphql.Scalars;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.FieldCoordinates;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The operations as a schema of GraphQL: what reads is a query, what writes a mutation, and both do
 * the same work under the same permissions as over REST. Operations that are open to all are not in
 * it: they are how one gets a credential.
 */
final class GraphQlSchema {
  /** Under which the context holds who calls. */
  static final String CALLER = "caller";

  /** Under which the context holds from where. */
  static final String ORIGIN = "origin";

  /** The one subscription. */
  static final String STREAM_UPDATED = "streamUpdated";

  private static final String KEYS_OF_STREAMS = "keysOfStreams";
  private static final String INPUT = "input";

  private final LiveFeed feed;
  private final Executor threads;
  private final GraphQLCodeRegistry.Builder code = GraphQLCodeRegistry.newCodeRegistry();
  private final GraphQlTypes types = new GraphQlTypes(code);

  private GraphQlSchema(LiveFeed feed, Executor threads) {
    this.feed = feed;
    this.threads = threads;
  }

  /** Makes the schema. */
  static GraphQLSchema of(List<Operation> operations, LiveFeed feed, Executor threads) {
    return new GraphQlSchema(feed, threads).make(operations);
  }

  /** Whether an operation is in the schema. */
  static boolean holds(Operation operation) {
    return !(operation.access() instanceof Operation.Access.Open);
  }

  private GraphQLSchema make(List<Operation> operations) {
    GraphQlNames names = new GraphQlNames(operations);
    GraphQLObjectType.Builder query = GraphQLObjectType.newObject().name("Query");
    GraphQLObjectType.Builder mutation = GraphQLObjectType.newObject().name("Mutation");
    for (Operation operation : operations) {
      if (holds(operation)) {
        String name = names.of(operation);
        String parent = operation.writes() ? "Mutation" : "Query";
        (operation.writes() ? mutation : query).field(field(operation, name));
        DataFetcher<CompletableFuture<Object>> work = environment -> start(operation, environment);
        code.dataFetcher(FieldCoordinates.coordinates(parent, name), work);
      }
    }
    GraphQLObjectType.Builder subscription =
        GraphQLObjectType.newObject()
            .name("Subscription")
            .field(
                GraphQLFieldDefinition.newFieldDefinition()
                    .name(STREAM_UPDATED)
                    .description(
                        "A stream of the caller's tenant changed, or what is going on in it.")
                    .argument(
                        GraphQLArgument.newArgument()
                            .name("id")
                            .description("Only that stream.")
                            .type(Scalars.GraphQLID))
                    .type(GraphQLNonNull.nonNull(GraphQLTypeReference.typeRef("Stream"))));
    code.dataFetcher(
        FieldCoordinates.coordinates("Subscription", STREAM_UPDATED),
        (DataFetcher<Object>) this::subscribe);
    return GraphQLSchema.newSchema()
        .query(query)
        .mutation(mutation)
        .subscription(subscription)
        .codeRegistry(code.build())
        .build();
  }

  private GraphQLFieldDefinition field(Operation operation, String name) {
    GraphQLFieldDefinition.Builder field =
        GraphQLFieldDefinition.newFieldDefinition()
            .name(name)
            .description(operation.summary())
            .type(result(operation));
    for (String parameter : operation.pathParameters()) {
      field.argument(
          GraphQLArgument.newArgument()
              .name(parameter)
              .type(GraphQLNonNull.nonNull(Scalars.GraphQLID)));
    }
    for (Operation.Parameter parameter : operation.parameters()) {
      field.argument(
          GraphQLArgument.newArgument()
              .name(parameter.name())
              .description(parameter.description())
              .type(parameter.number() ? Scalars.GraphQLInt : Scalars.GraphQLString));
    }
    Class<? extends Record> request = operation.request();
    if (request != null) {
      field.argument(
          GraphQLArgument.newArgument()
              .name(INPUT)
              .type(GraphQLNonNull.nonNull(types.input(request))));
    }
    return field.build();
  }

  private final Map<String, GraphQLObjectType> pages = new HashMap<>();

  private GraphQLOutputType result(Operation operation) {
    Class<? extends Record> response = operation.response();
    if (response == null) {
      return GraphQLNonNull.nonNull(Scalars.GraphQLBoolean);
    }
    GraphQLOutputType plain = types.output(response, this::extras);
    if (!operation.paged()) {
      return GraphQLNonNull.nonNull(plain);
    }
    String name = OpenApiDocument.name(response) + "Page";
    GraphQLObjectType known = pages.get(name);
    if (known != null) {
      return GraphQLNonNull.nonNull(GraphQLTypeReference.typeRef(name));
    }
    GraphQLObjectType page =
        GraphQLObjectType.newObject()
            .name(name)
            .field(
                GraphQLFieldDefinition.newFieldDefinition()
                    .name("items")
                    .type(GraphQLNonNull.nonNull(GraphQLList.list(GraphQLNonNull.nonNull(plain)))))
            .field(
                GraphQLFieldDefinition.newFieldDefinition()
                    .name("nextCursor")
                    .type(Scalars.GraphQLString))
            .build();
    DataFetcher<Object> items = environment -> page(environment).items();
    DataFetcher<Object> next = environment -> page(environment).nextCursor();
    code.dataFetcher(FieldCoordinates.coordinates(name, "items"), items);
    code.dataFetcher(FieldCoordinates.coordinates(name, "nextCursor"), next);
    pages.put(name, page);
    return GraphQLNonNull.nonNull(page);
  }

  private static Page<?> page(DataFetchingEnvironment environment) {
    Page<?> page = environment.getSource();
    if (page == null) {
      throw new IllegalStateException("a page is the source of its fields");
    }
    return page;
  }

  /** A stream holds its keys as well; those of all streams of a query are read at once. */
  private void extras(String typeName, GraphQLObjectType.Builder type) {
    if (typeName.equals("Stream")) {
      type.field(
          GraphQLFieldDefinition.newFieldDefinition()
              .name("keys")
              .description("Its keys.")
              .type(
                  GraphQLNonNull.nonNull(
                      GraphQLList.list(
                          GraphQLNonNull.nonNull(GraphQLTypeReference.typeRef("Key"))))));
      DataFetcher<Object> keys =
          environment -> {
            StreamResource.StreamView stream = environment.getSource();
            DataLoader<String, List<KeyResource.KeyView>> loader =
                environment.getDataLoader(KEYS_OF_STREAMS);
            if (stream == null || loader == null) {
              throw new IllegalStateException("keys belong to a stream of a query");
            }
            return loader.load(stream.id());
          };
      code.dataFetcher(FieldCoordinates.coordinates("Stream", "keys"), keys);
    }
  }

  /** What reads many things at once, for one query of {@code caller}. */
  static DataLoaderRegistry loaders(ControlServices services, Executor threads, Caller caller) {
    DataLoader<String, List<KeyResource.KeyView>> keys =
        DataLoaderFactory.newDataLoader(
            ids -> CompletableFuture.supplyAsync(() -> keys(services, caller, ids), threads));
    return DataLoaderRegistry.newRegistry().register(KEYS_OF_STREAMS, keys).build();
  }

  private static List<List<KeyResource.KeyView>> keys(
      ControlServices services, Caller caller, List<String> streamIds) {
    caller.demand(Permission.STREAMS_READ);
    boolean revealed = caller.permissions().contains(Permission.KEYS_WRITE);
    Map<String, List<KeyRecord>> found =
        services.streams().keys(caller.tenant()).list(caller.tenant(), streamIds);
    return streamIds.stream()
        .map(
            id ->
                found.getOrDefault(id, List.of()).stream()
                    .map(key -> KeyResource.KeyView.of(key, revealed))
                    .collect(Collectors.toList()))
        .toList();
  }

  private CompletableFuture<Object> start(
      Operation operation, DataFetchingEnvironment environment) {
    Caller caller = caller(environment);
    if (operation.access() instanceof Operation.Access.Holding holding) {
      caller.demand(holding.permission());
    }
    ApiCall call = call(operation, caller, environment);
    // Mutations run one after another all the same: the engine waits for each.
    return CompletableFuture.supplyAsync(
        () -> {
          Object answer = operation.work().run(call);
          return answer == null ? true : answer;
        },
        threads);
  }

  private static Caller caller(DataFetchingEnvironment environment) {
    Caller caller = environment.getGraphQlContext().get(CALLER);
    if (caller == null) {
      throw new IllegalStateException("every query has a caller");
    }
    return caller;
  }

  private static ApiCall call(
      Operation operation, Caller caller, DataFetchingEnvironment environment) {
    Map<String, String> path = new HashMap<>();
    for (String name : operation.pathParameters()) {
      path.put(name, String.valueOf(environment.<Object>getArgument(name)));
    }
    Map<String, String> query = new HashMap<>();
    for (Operation.Parameter parameter : operation.parameters()) {
      Object value = environment.getArgument(parameter.name());
      if (value != null) {
        query.put(parameter.name(), String.valueOf(value));
      }
    }
    ApiCall.Origin origin = environment.getGraphQlContext().get(ORIGIN);
    if (origin == null) {
      throw new IllegalStateException("every query has an origin");
    }
    return new ApiCall(caller, path, query, body(operation, environment), origin, "");
  }

  private static @Nullable Record body(Operation operation, DataFetchingEnvironment environment) {
    Class<? extends Record> request = operation.request();
    if (request == null) {
      return null;
    }
    try {
      return RecordBinder.bind(wide(environment.getArgument(INPUT)), request);
    } catch (BindException e) {
      throw ControlException.invalid(e.field(), String.valueOf(e.getMessage()));
    }
  }

  /** The engine gives numbers of 32 bits; the binder knows one kind of whole number. */
  private static @Nullable Object wide(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Integer number -> (long) number;
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> wide = new HashMap<>();
        map.forEach((name, each) -> wide.put(name, wide(each)));
        yield wide;
      }
      case List<?> list -> {
        List<@Nullable Object> wide = new ArrayList<>();
        list.forEach(each -> wide.add(wide(each)));
        yield wide;
      }
      default -> value;
    };
  }

  private Object subscribe(DataFetchingEnvironment environment) {
    Caller caller = caller(environment);
    caller.demand(Permission.STREAMS_READ);
    String id = environment.getArgument("id");
    return new StreamUpdates(feed, caller.tenant(), id);
  }
}
