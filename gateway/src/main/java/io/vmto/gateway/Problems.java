package io.vmto.gateway;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.runtime.ContractJson;
import io.vmto.runtime.Failures;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** The one place where a refusal becomes an HTTP answer: problem details as in RFC 9457. */
final class Problems implements WebExceptionHandler, Ordered {
  private static final Logger log = LoggerFactory.getLogger(Problems.class);
  private static final String TYPE = "https://vmto.io/problems/";
  private static final String ADDRESS_REMEDY = "docs/api.md lists the addresses and methods.";

  /** What is sent. */
  record Problem(
      String type,
      String title,
      int status,
      String detail,
      ErrorCode code,
      String remedy,
      Map<String, String> facts,
      String correlationId) {}

  private record Answer(HttpStatus status, Failure failure) {}

  @Override
  public int getOrder() {
    return -2; // before Spring Boot's own page
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable thrown) {
    var response = exchange.getResponse();
    if (response.isCommitted()) {
      return Mono.error(thrown);
    }
    var answer = answer(thrown);
    var call = Call.of(exchange);
    if (answer.status == HttpStatus.INTERNAL_SERVER_ERROR) {
      log.error("The failed request had the correlation id {}", call.correlation());
    }
    var headers = response.getHeaders();
    if (thrown instanceof ResponseStatusException e) {
      headers.putAll(e.getHeaders());
    }
    if (answer.status == HttpStatus.UNAUTHORIZED) {
      headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    var pause = answer.failure.facts().get(Failure.RETRY_AFTER);
    if (pause != null) {
      headers.set(HttpHeaders.RETRY_AFTER, pause);
    }
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    response.setStatusCode(answer.status);
    var json = ContractJson.mapper().writeValueAsBytes(problem(answer, call));
    headers.setContentLength(json.length);
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(json)));
  }

  private static Problem problem(Answer answer, Call call) {
    var failure = answer.failure;
    return new Problem(
        TYPE + failure.code(),
        title(failure.code()),
        answer.status.value(),
        failure.message(),
        failure.code(),
        failure.remedy(),
        new TreeMap<>(failure.facts()),
        call.correlation());
  }

  private static Answer answer(Throwable thrown) {
    return switch (thrown) {
      case DataBufferLimitException e ->
          request(
              HttpStatus.CONTENT_TOO_LARGE,
              "The body is larger than " + Body.LARGEST + " bytes.",
              "Send less.");
      case ServerWebInputException e ->
          new Answer(
              HttpStatus.BAD_REQUEST,
              Fields.invalid(parameter(e), "is not a valid value").failure());
      case ResponseStatusException e -> http(e);
      default -> {
        var failure = Failures.of(thrown);
        yield new Answer(status(failure.code()), failure);
      }
    };
  }

  private static String parameter(ServerWebInputException e) {
    var parameter = e.getMethodParameter();
    var name = parameter == null ? null : parameter.getParameterName();
    return name == null ? "request" : name;
  }

  private static Answer http(ResponseStatusException e) {
    var status = HttpStatus.valueOf(e.getStatusCode().value());
    return switch (status) {
      case NOT_FOUND ->
          new Answer(
              status,
              Failure.of(
                  ErrorCode.UNKNOWN_RESOURCE, "There is nothing at this address.", ADDRESS_REMEDY));
      case METHOD_NOT_ALLOWED ->
          request(status, "This address does not know this method.", ADDRESS_REMEDY);
      case UNSUPPORTED_MEDIA_TYPE ->
          request(status, "The body is not JSON.", "Send it with Content-Type: application/json.");
      case PRECONDITION_FAILED ->
          request(status, "It is not what it was any more.", "Ask for it without If-Match.");
      case REQUESTED_RANGE_NOT_SATISFIABLE ->
          request(status, "There are no such bytes.", "Content-Range tells how many there are.");
      case REQUEST_TIMEOUT ->
          request(status, "The body did not come in time.", "Send it again, and faster.");
      case NOT_ACCEPTABLE ->
          request(
              status,
              "The answer is not to be had in this form.",
              "Accept what docs/api.md says, or */*.");
      default ->
          status.is4xxClientError()
              ? request(status, "The request cannot be understood.", ADDRESS_REMEDY)
              : new Answer(status, Failures.of(e));
    };
  }

  private static Answer request(HttpStatus status, String message, String remedy) {
    return new Answer(status, Failure.of(ErrorCode.REQUEST_INVALID, message, remedy));
  }

  private static HttpStatus status(ErrorCode code) {
    if (code == ErrorCode.NOT_AUTHENTICATED) {
      return HttpStatus.UNAUTHORIZED;
    }
    if (code == ErrorCode.RATE_LIMITED) {
      return HttpStatus.TOO_MANY_REQUESTS;
    }
    return switch (code.kind()) {
      case INVALID -> HttpStatus.BAD_REQUEST;
      case DENIED -> HttpStatus.FORBIDDEN;
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case CONFLICT -> HttpStatus.CONFLICT;
      case UPSTREAM -> HttpStatus.BAD_GATEWAY;
      case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }

  /** {@code UNKNOWN_JOB} reads {@code Unknown job}. */
  private static String title(ErrorCode code) {
    var words = code.name().replace('_', ' ').toLowerCase(Locale.ROOT);
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
