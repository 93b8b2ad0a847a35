package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.ControlException;
import graphql.ErrorType;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.analysis.MaxQueryComplexityInstrumentation;
import graphql.analysis.MaxQueryDepthInstrumentation;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.execution.instrumentation.ChainedInstrumentation;
import graphql.schema.GraphQLSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs queries within bounds. Any thread. Made when the first query comes: a node that nobody asks
 * by GraphQL does not pay for it.
 */
final class GraphQlEngine {
  /** The question by which tools read the schema has thirteen levels. */
  static final int MAX_DEPTH = 15;

  /** Fields of a query, those of a page ten times. */
  static final int MAX_COMPLEXITY = 2_000;

  private static final int PAGE_FACTOR = 10;

  private final List<Operation> operations;
  private final ControlServices services;
  private final LiveFeed feed;
  private final Executor threads;
  private volatile @Nullable GraphQL engine;

  /**
   * What is asked.
   *
   * @param query in GraphQL
   * @param operationName which of several, null for the only one
   * @param variables of it
   */
  record Query(
      String query, @Nullable String operationName, Map<String, @Nullable Object> variables) {}

  GraphQlEngine(
      List<Operation> operations, ControlServices services, LiveFeed feed, Executor threads) {
    this.operations = operations;
    this.services = services;
    this.feed = feed;
    this.threads = threads;
  }

  /** Runs a query; the answer may hold a publisher of answers. */
  CompletableFuture<ExecutionResult> run(Query query, Caller caller, ApiCall.Origin origin) {
    ExecutionInput.Builder input =
        ExecutionInput.newExecutionInput()
            .query(query.query())
            .variables(query.variables())
            .dataLoaderRegistry(GraphQlSchema.loaders(services, threads, caller))
            .graphQLContext(Map.of(GraphQlSchema.CALLER, caller, GraphQlSchema.ORIGIN, origin));
    if (query.operationName() != null) {
      input.operationName(query.operationName());
    }
    return engine().executeAsync(input.build());
  }

  private GraphQL engine() {
    GraphQL made = engine;
    if (made == null) {
      synchronized (this) {
        made = engine;
        if (made == null) {
          made = make(GraphQlSchema.of(operations, feed, threads));
          engine = made;
        }
      }
    }
    return made;
  }

  private static GraphQL make(GraphQLSchema schema) {
    return GraphQL.newGraphQL(schema)
        .defaultDataFetcherExceptionHandler(new Failures())
        .instrumentation(
            new ChainedInstrumentation(
                List.of(
                    new MaxQueryDepthInstrumentation(MAX_DEPTH),
                    new MaxQueryComplexityInstrumentation(
                        MAX_COMPLEXITY,
                        (environment, children) ->
                            environment.getField().getName().equals("items")
                                ? 1 + PAGE_FACTOR * children
                                : 1 + children))))
        .build();
  }

  /** The answer as GraphQL has it. */
  static Map<String, Object> answer(ExecutionResult result) {
    return result.toSpecification();
  }

  /** Failures as errors with the code and the status that REST would give. */
  private static final class Failures implements DataFetcherExceptionHandler {
    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
        DataFetcherExceptionHandlerParameters parameters) {
      Throwable failure = parameters.getException();
      while (failure instanceof CompletionException && failure.getCause() != null) {
        failure = failure.getCause();
      }
      Problem problem = Problem.of(failure);
      Map<String, Object> extensions = new HashMap<>();
      extensions.put("code", problem.code());
      extensions.put("status", problem.status());
      if (problem.field() != null) {
        extensions.put("field", problem.field());
      }
      GraphQLError error =
          GraphqlErrorBuilder.newError()
              .message("%s", problem.detail())
              .errorType(
                  failure instanceof ControlException
                      ? ErrorType.ValidationError
                      : ErrorType.DataFetchingException)
              .path(parameters.getPath())
              .location(parameters.getSourceLocation())
              .extensions(extensions)
              .build();
      return CompletableFuture.completedFuture(
          DataFetcherExceptionHandlerResult.newResult(error).build());
    }
  }
}
