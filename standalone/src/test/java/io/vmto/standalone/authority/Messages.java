package io.vmto.standalone.authority;

import io.vmto.contract.operations.ProcessorCommand;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;

/** Every command and query that a class of the product handles, found in the classes themselves. */
final class Messages {
  /**
   * A kind of message.
   *
   * @param answer what a query is answered with; null for a command
   */
  record Kind(Class<?> type, @Nullable Class<?> answer) {}

  private Messages() {}

  /** By their simple name. */
  static Map<String, Kind> all() throws IOException {
    var all = new TreeMap<String, Kind>();
    expand(ProcessorCommand.class, t -> new Kind(t, null), all); // subscribed for each processor
    var reader = new CachingMetadataReaderFactory();
    for (var resource :
        new PathMatchingResourcePatternResolver().getResources("classpath*:io/vmto/**/*.class")) {
      var metadata = reader.getMetadataReader(resource).getAnnotationMetadata();
      if (!resource.getURI().toString().contains("test")
          && (metadata.hasAnnotatedMethods(CommandHandler.class.getName())
              || metadata.hasAnnotatedMethods(QueryHandler.class.getName()))) {
        collect(metadata.getClassName(), all);
      }
    }
    return all;
  }

  private static void collect(String className, Map<String, Kind> all) {
    try {
      var type = Class.forName(className);
      Stream.concat(
              Arrays.stream(type.getDeclaredMethods()),
              Arrays.stream(type.getDeclaredConstructors()))
          .forEach(handler -> collect(handler, all));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void collect(Executable handler, Map<String, Kind> all) {
    if (handler.isAnnotationPresent(CommandHandler.class)) {
      expand(handler.getParameterTypes()[0], t -> new Kind(t, null), all);
    } else if (handler.isAnnotationPresent(QueryHandler.class)) {
      var returned = ResolvableType.forMethodReturnType((Method) handler);
      var answer = returned.hasGenerics() ? returned.getGeneric(0) : returned;
      expand(handler.getParameterTypes()[0], t -> new Kind(t, answer.toClass()), all);
    }
  }

  private static void expand(Class<?> type, Function<Class<?>, Kind> kind, Map<String, Kind> all) {
    if (type.isSealed()) {
      Arrays.stream(type.getPermittedSubclasses()).forEach(t -> expand(t, kind, all));
    } else {
      all.put(type.getSimpleName(), kind.apply(type));
    }
  }
}
