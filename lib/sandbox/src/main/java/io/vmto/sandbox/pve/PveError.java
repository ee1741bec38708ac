package io.vmto.sandbox.pve;

import java.util.Map;

/** A call that ends without data: the HTTP status, its reason phrase and the JSON around them. */
final class PveError extends RuntimeException {
  static final String BAD_PARAMETERS = "Parameter verification failed.\n";

  private final int status;
  private final transient Map<String, String> errors;
  private final boolean withBody;

  private PveError(int status, String message, Map<String, String> errors, boolean withBody) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.withBody = withBody;
  }

  /** What most run-time faults look like; the text gets the line end that Perl gives it. */
  static PveError fault(String message) {
    return new PveError(500, message + "\n", Map.of(), true);
  }

  static PveError parameters(Map<String, String> errors) {
    return new PveError(400, BAD_PARAMETERS, errors, true);
  }

  static PveError parameter(String name, String error) {
    return parameters(Map.of(name, error));
  }

  static PveError denied(String path, String privileges) {
    return new PveError(
        403, "Permission check failed (" + path + ", " + privileges + ")\n", Map.of(), true);
  }

  static PveError unauthorized(String message) {
    return new PveError(401, message, Map.of(), false);
  }

  static PveError unknown(String method, String path) {
    return new PveError(
        501, "Method '" + method + " " + path + "' not implemented", Map.of(), true);
  }

  /** An answer of the HTTP layer itself: a status line and nothing else. */
  static PveError bare(int status, String reason) {
    return new PveError(status, reason, Map.of(), false);
  }

  static PveError withBody(int status, String message) {
    return new PveError(status, message, Map.of(), true);
  }

  PveError withoutBody() {
    return new PveError(status, text(), errors, false);
  }

  int status() {
    return status;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  /** The text as it stands in the status line. */
  String reason() {
    return text().strip().replaceAll("[\\r\\n]+", " ");
  }

  Map<String, String> errors() {
    return errors;
  }

  boolean hasBody() {
    return withBody;
  }
}
