package io.vmto.s3;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request to S3 that failed; its message holds the server's words, never a key. */
public final class S3Exception extends IOException {
  private static final int LONGEST = 300;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  /** Error codes below 500 that S3 says to try again on (Amazon S3 API, "Error responses"). */
  private static final Set<String> PASSING =
      Set.of("RequestTimeout", "SlowDown", "OperationAborted", "IncompleteBody", "BadDigest");

  private final String code;
  private final boolean passing;

  private S3Exception(String message, String code, boolean passing, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.passing = passing;
  }

  static S3Exception of(String what, Throwable thrown) {
    return switch (thrown) {
      case S3Exception e -> e;
      case ErrorResponseException e -> answered(what, e);
      case ServerException e -> {
        boolean again = e.statusCode() >= SERVER_ERROR || e.statusCode() == TOO_MANY_REQUESTS;
        yield new S3Exception(what + ": HTTP status " + e.statusCode(), "", again, null);
      }
      case InvalidResponseException e ->
          new S3Exception(what + ": the answer is not one of S3", "", true, null);
      case IOException e -> new S3Exception(what + ": " + e.getMessage(), "", true, e);
      default ->
          thrown.getCause() instanceof IOException e
              ? of(what, e)
              : new S3Exception(what + ": " + thrown.getClass().getSimpleName(), "", false, null);
    };
  }

  private static S3Exception answered(String what, ErrorResponseException e) {
    var code = Objects.requireNonNullElse(e.errorResponse().code(), "");
    int status = e.response().code();
    var text = code + " " + Objects.requireNonNullElse(e.errorResponse().message(), "");
    return new S3Exception(
        String.format(
            Locale.ROOT,
            "%s: HTTP status %d, %s",
            what,
            status,
            text.substring(0, Math.min(LONGEST, text.length()))),
        code,
        status >= SERVER_ERROR || status == TOO_MANY_REQUESTS || PASSING.contains(code),
        null);
  }

  /** S3's own word for the error, e.g. {@code NoSuchKey}; empty where it gave none. */
  public String code() {
    return code;
  }

  /** Whether the same request may succeed later. */
  public boolean passing() {
    return passing;
  }
}
