package io.vmto.gateway.graphql;

import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.AbortExecutionException;
import graphql.schema.DataFetchingEnvironment;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.gateway.Call;
import io.vmto.runtime.Failures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.execution.DataFetcherExceptionResolver;
import org.springframework.graphql.execution.SubscriptionExceptionResolver;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import reactor.core.publisher.Mono;

/**
 * Every refusal says in {@code extensions} what problem details say in REST: code, remedy, facts
 * and the correlation id. Also hands the {@link Call} of a request on to whatever answers it.
 */
final class Errors
    implements DataFetcherExceptionResolver, SubscriptionExceptionResolver, WebGraphQlInterceptor {
  private static final String CODE = "code";
  private static final String CORRELATION = "correlationId";

  /** What scripts compare. */
  static Map<String, Object> extensions(Failure failure) {
    var said = new LinkedHashMap<String, Object>();
    said.put(CODE, failure.code().name());
    said.put("remedy", failure.remedy());
    said.put("facts", new TreeMap<>(failure.facts()));
    return said;
  }

  @Override
  public Mono<List<GraphQLError>> resolveException(Throwable thrown, DataFetchingEnvironment env) {
    if (thrown instanceof AbortExecutionException gone) { // whoever asked has left
      return Mono.just(List.of(gone));
    }
    var failure = Failures.of(thrown);
    return Mono.just(
        List.of(
            GraphqlErrorBuilder.newError(env)
                .message("%s", failure.message())
                .errorType(ErrorClassification.errorClassification(failure.code().kind().name()))
                .extensions(extensions(failure))
                .build()));
  }

  @Override
  public Mono<List<GraphQLError>> resolveException(Throwable thrown) {
    var failure = Failures.of(thrown);
    return Mono.just(
        List.of(
            GraphqlErrorBuilder.newError()
                .message("%s", failure.message())
                .errorType(ErrorClassification.errorClassification(failure.code().kind().name()))
                .extensions(extensions(failure))
                .build()));
  }

  @Override
  public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
    var call = (Call) Objects.requireNonNull(request.getAttributes().get(Call.ATTRIBUTE));
    request.configureExecutionInput(
        (input, builder) -> builder.graphQLContext(Map.of(Call.class, call)).build());
    return chain.next(request).map(response -> told(response, call));
  }

  private static WebGraphQlResponse told(WebGraphQlResponse response, Call call) {
    return response.getErrors().isEmpty()
        ? response
        : response.transform(
            builder ->
                builder.errors(
                    response.getErrors().stream().map(error -> complete(error, call)).toList()));
  }

  /** What GraphQL itself refuses has no code yet. */
  private static GraphQLError complete(ResponseError error, Call call) {
    var known = error.getExtensions();
    var said =
        known.containsKey(CODE)
            ? new LinkedHashMap<>(known)
            : new LinkedHashMap<>(
                extensions(
                    Failure.of(
                        ErrorCode.REQUEST_INVALID,
                        "",
                        "Compare the query with the schema, and send it again.")));
    said.remove("classification");
    said.put(CORRELATION, call.correlation());
    var builder =
        GraphqlErrorBuilder.newError()
            .message("%s", String.valueOf(error.getMessage()))
            .errorType(error.getErrorType())
            .locations(error.getLocations())
            .extensions(said);
    if (!error.getParsedPath().isEmpty()) {
      builder.path(error.getParsedPath());
    }
    return builder.build();
  }
}
