package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import java.util.Arrays;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The server refused; carries what it said. */
public final class ApiProblem extends RuntimeException {
  private final transient Failure failure;
  private final String correlation;

  public ApiProblem(Failure failure, String correlation) {
    super(failure.code() + ": " + failure.message());
    this.failure = failure;
    this.correlation = correlation;
  }

  public ApiProblem(ErrorCode code, String message, String remedy) {
    this(Failure.of(code, message, remedy), "");
  }

  /** What an answer of the server says; also where it is no problem document, or a newer one. */
  static ApiProblem of(int status, String body) {
    try {
      var json = Json.TREES.readTree(body);
      if (json.path("code").isString()) {
        return new ApiProblem(failure(status, json), json.path("correlationId").asString(""));
      }
    } catch (JacksonException e) {
      // somebody else answered
    }
    return new ApiProblem(
        status == 401 ? ErrorCode.NOT_AUTHENTICATED : ErrorCode.PROTOCOL_ERROR,
        "The server answered HTTP " + status + " in an unknown form.",
        "Check that the address is that of a VMTO server of the same version.");
  }

  private static Failure failure(int status, JsonNode json) {
    var facts = new TreeMap<String, String>();
    json.path("facts").properties().forEach(e -> facts.put(e.getKey(), e.getValue().asString()));
    var said = json.path("code").asString();
    var code =
        Arrays.stream(ErrorCode.values())
            .filter(known -> known.name().equals(said))
            .findFirst()
            .orElseGet(
                () -> {
                  facts.put("said", said);
                  return by(status);
                });
    return new Failure(
        code,
        json.path("detail").asString("HTTP " + status),
        facts,
        json.path("remedy").asString(""),
        false);
  }

  private static ErrorCode by(int status) {
    return switch (status) {
      case 401 -> ErrorCode.NOT_AUTHENTICATED;
      case 403 -> ErrorCode.NOT_ALLOWED;
      case 404 -> ErrorCode.UNKNOWN_RESOURCE;
      case 409 -> ErrorCode.ILLEGAL_STATE;
      case 500 -> ErrorCode.INTERNAL_ERROR;
      default -> status < 500 ? ErrorCode.REQUEST_INVALID : ErrorCode.UPSTREAM_FAILED;
    };
  }

  public Failure failure() {
    return failure;
  }

  public String correlation() {
    return correlation;
  }
}
