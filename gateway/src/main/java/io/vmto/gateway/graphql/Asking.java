package io.vmto.gateway.graphql;

import graphql.schema.DataFetchingEnvironment;
import io.vmto.contract.view.Page;
import io.vmto.gateway.Call;
import io.vmto.gateway.Fields;
import io.vmto.runtime.ContractJson;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What a field was asked with. */
record Asking(DataFetchingEnvironment env) {
  static final int MOST = 500;

  Call call() {
    return Objects.requireNonNull(env.getGraphQlContext().get(Call.class));
  }

  <T> @Nullable T optional(String argument, Class<T> type) {
    return type.cast(env.<@Nullable Object>getArgument(argument));
  }

  <T> T required(String argument, Class<T> type) {
    return Objects.requireNonNull(optional(argument, type));
  }

  /** An id in either form: {@code jobs/3f0c…} or {@code 3f0c…}. */
  <I> I id(String argument, Function<String, I> make) {
    var text = required(argument, String.class);
    return valid(argument, () -> make.apply(text.substring(text.lastIndexOf('/') + 1)));
  }

  int first(int most) {
    int first = required("first", Integer.class);
    Fields.within("first", first, most);
    return first;
  }

  <F> F filter(Class<F> type) {
    return valid(
        "filter", () -> ContractJson.strict().convertValue(required("filter", Object.class), type));
  }

  <K extends Enum<K>> Page<K> page(Class<K> by) {
    return new Page<>(
        Enum.valueOf(by, required("sort", String.class)),
        required("order", String.class).equals("DESC"),
        first(MOST),
        optional("after", String.class));
  }

  private static <T> T valid(String argument, java.util.function.Supplier<T> read) {
    try {
      return read.get();
    } catch (JacksonException | IllegalArgumentException e) {
      throw Fields.invalid(argument, "is not a valid value");
    }
  }
}
