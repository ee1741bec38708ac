package io.vmto.runtime;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientException;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.concurrent.TimeoutException;
import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.axonframework.messaging.HandlerExecutionException;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.queryhandling.NoHandlerForQueryException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever was thrown into the failure it stands for; never lets an internal text out. */
public final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /**
   * The failure behind a throwable; unknown ones are logged here and come out as INTERNAL_ERROR.
   */
  public static Failure of(Throwable thrown) {
    var known = known(thrown);
    if (known != null) {
      return known;
    }
    log.error("Unexpected failure", thrown);
    return unknown();
  }

  /** The same, for what is logged elsewhere. */
  public static Failure quietly(Throwable thrown) {
    var known = known(thrown);
    return known == null ? unknown() : known;
  }

  private static Failure unknown() {
    return Failure.of(
        ErrorCode.INTERNAL_ERROR,
        "Something went wrong inside VMTO.",
        "Look for the correlation id in the server's log and report it.");
  }

  private static @Nullable Failure known(Throwable thrown) {
    Throwable t = thrown;
    for (int depth = 0; t != null && depth < 8; depth++) {
      var failure = of1(t);
      if (failure != null) {
        return failure;
      }
      t = t.getCause();
    }
    return null;
  }

  private static @Nullable Failure of1(Throwable t) {
    return switch (t) {
      case Rejected r -> r.failure();
      case HandlerExecutionException h when h.getDetails().orElse(null) instanceof Failure f -> f;
      case AggregateNotFoundException a ->
          Failure.of(
              ErrorCode.UNKNOWN_RESOURCE, "There is no such thing.", "Look up what there is.");
      case NoHandlerForCommandException n -> unavailable();
      case NoHandlerForQueryException n -> unavailable();
      case TimeoutException o ->
          Failure.passing(
              ErrorCode.TIMED_OUT, "The answer took too long.", "Try again in a moment.");
      case SQLTransientException s -> noDatabase();
      case SQLException s when away(s.getSQLState()) -> noDatabase();
      case R2dbcTransientException r -> noDatabase();
      case R2dbcNonTransientResourceException r -> noDatabase();
      default -> null;
    };
  }

  /** Its connection broke (08), it lacks resources (53), or somebody stops it (57). */
  private static boolean away(@Nullable String state) {
    return state != null && state.matches("08...|53...|57P..");
  }

  private static Failure noDatabase() {
    return Failure.passing(
        ErrorCode.UPSTREAM_BUSY,
        "The database does not answer.",
        "It is asked again; if it stays away, look at its log.");
  }

  private static Failure unavailable() {
    return Failure.passing(
        ErrorCode.UPSTREAM_BUSY,
        "The service that answers this is not running yet.",
        "Try again in a moment.");
  }
}
