package io.vmto.gateway;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.job.JobId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Reads {@link Asked} records from the address. Parameters that the record does not have are
 * refused by name, as is what is no value of its component; a filter that is misspelt must not show
 * everything.
 */
final class AskedArguments implements HandlerMethodArgumentResolver {
  private static final int LONGEST = 1024;

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return Asked.class.isAssignableFrom(parameter.getParameterType());
  }

  @Override
  public Mono<Object> resolveArgument(
      MethodParameter parameter, BindingContext binding, ServerWebExchange exchange) {
    var type = parameter.getParameterType();
    return Mono.fromCallable(() -> read(type, exchange.getRequest().getQueryParams()));
  }

  private static Object read(Class<?> type, MultiValueMap<String, String> sent) {
    var components = type.getRecordComponents();
    var known = Arrays.stream(components).map(RecordComponent::getName).toList();
    sent.keySet().stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw Fields.invalid(
                  Fields.shortened(name), "is not a parameter of this list, those are " + known);
            });
    var values =
        Arrays.stream(components)
            .map(c -> value(c.getName(), c.getGenericType(), sent.get(c.getName())))
            .toArray();
    try {
      var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException why ? why : new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A list is sent by repeating its parameter, or with commas. */
  private static @Nullable Object value(String name, Type type, @Nullable List<String> sent) {
    if (sent == null) {
      return null;
    }
    if (type instanceof ParameterizedType list) {
      var element = (Class<?>) list.getActualTypeArguments()[0];
      return sent.stream()
          .flatMap(text -> Arrays.stream(String.valueOf(text).split(",", -1)))
          .map(text -> single(name, element, text))
          .toList();
    }
    if (sent.size() > 1) {
      throw Fields.invalid(name, "must be there once");
    }
    return single(name, (Class<?>) type, String.valueOf(sent.getFirst()));
  }

  private static Object single(String name, Class<?> type, String text) {
    if (text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
      throw Fields.invalid(name, "must be one line of at most " + LONGEST + " characters");
    }
    if (type.isEnum()) {
      return choice(name, type, text);
    }
    try {
      return switch (type.getSimpleName()) {
        case "String" -> text;
        case "Integer" -> Integer.valueOf(text);
        case "Instant" -> Instant.parse(text);
        case "JobId" -> new JobId(text);
        case "ConnectionId" -> new ConnectionId(text);
        case "Boolean" -> flag(text);
        default -> throw new IllegalStateException(name + " is a " + type);
      };
    } catch (IllegalArgumentException | DateTimeException e) {
      throw Fields.invalid(name, "is not a valid value");
    }
  }

  private static Boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  /** Small letters do as well. */
  private static Object choice(String name, Class<?> type, String text) {
    var all = type.getEnumConstants();
    return Arrays.stream(all)
        .filter(one -> one.toString().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> Fields.invalid(name, "must be one of " + Arrays.toString(all)));
  }
}
