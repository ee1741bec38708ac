package io.vmto.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON for the sandbox's own files and its control plane. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();
  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /** On one line. */
  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  public static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }

  public static <T> T as(JsonNode node, Class<T> type) {
    return MAPPER.treeToValue(node, type);
  }

  public static <T> Optional<T> load(Path file, Class<T> type) {
    return Files.exists(file)
        ? Optional.of(MAPPER.readValue(file.toFile(), type))
        : Optional.empty();
  }

  /** Replaces the file in one step: a crash leaves the old or the new one. */
  public static void save(Path file, Object value) {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(fresh, PRETTY.writeValueAsString(value) + "\n");
      try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
