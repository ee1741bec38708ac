package io.vmto.gateway.graphql;

import graphql.analysis.FieldComplexityEnvironment;
import graphql.analysis.MaxQueryComplexityInstrumentation;
import graphql.analysis.MaxQueryDepthInstrumentation;
import graphql.execution.AbortExecutionException;
import graphql.execution.instrumentation.Instrumentation;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import java.util.List;
import java.util.Map;

/**
 * How much one request may ask for. A field costs 1 and what it contains; a list is as dear as so
 * many of its items as are asked for. Refused before anything is looked up.
 */
final class Bounds {
  /** Enough for a client that asks for the whole schema. */
  static final int DEPTH = 16;

  /** Five hundred jobs with all that a screen of them shows, or some dozen with everything. */
  static final int COST = 20_000;

  private Bounds() {}

  static List<Instrumentation> all() {
    return List.of(
        new MaxQueryDepthInstrumentation(DEPTH) {
          @Override
          protected AbortExecutionException mkAbortException(int depth, int most) {
            return new Exceeded("deep", depth, most);
          }
        },
        new MaxQueryComplexityInstrumentation(COST, Bounds::cost) {
          @Override
          protected AbortExecutionException mkAbortException(int cost, int most) {
            return new Exceeded("costly", cost, most);
          }
        });
  }

  /** Capped, so that no nesting of pages overflows into a small number. */
  private static int cost(FieldComplexityEnvironment field, int children) {
    long many = field.getArguments().get("first") instanceof Integer first ? Math.max(1, first) : 1;
    return (int) Math.min(Integer.MAX_VALUE / 1024, 1 + many * children);
  }

  private static final class Exceeded extends AbortExecutionException {
    private final transient Failure failure;

    Exceeded(String what, int is, int most) {
      super("The query is too " + what + ": " + is + " of at most " + most + ".");
      failure =
          Failure.of(
                  ErrorCode.REQUEST_INVALID,
                  "The query is too " + what + ".",
                  "Ask for fewer fields or smaller pages at a time.")
              .with("is", is)
              .with("most", most);
    }

    @Override
    public Map<String, Object> getExtensions() {
      return Errors.extensions(failure);
    }
  }
}
