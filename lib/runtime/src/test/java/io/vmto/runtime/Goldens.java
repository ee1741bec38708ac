package io.vmto.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.Event;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The committed form of every event, and the way it takes through the serializer that runs. */
final class Goldens {
  private static final JsonMapper PLAIN = JsonMapper.shared();
  private static final String SUFFIX = ".json";

  private Goldens() {}

  /** The serializer bean of production, customizer included. */
  static Serializer serializer() {
    var axon = new AxonConfiguration();
    return axon.eventSerializer(axon.contractJson());
  }

  /** The names of the files, without their ending: {@code job.created-1}. */
  static Set<String> files() throws IOException {
    try (var files = Files.list(folder())) {
      return files
          .map(f -> f.getFileName().toString())
          .map(Goldens::stem)
          .collect(Collectors.toSet());
    }
  }

  static ObjectNode tree(String file) {
    return (ObjectNode) PLAIN.readTree(folder().resolve(file + SUFFIX));
  }

  /** The form of the same name before it gained fields. */
  static JsonNode before(String file) {
    return PLAIN.readTree(folder().resolveSibling("golden-before").resolve(file + SUFFIX));
  }

  static JsonNode tree(byte[] json) {
    return PLAIN.readTree(json);
  }

  /** Loads as the event store does: by the stored type and revision, from bytes. */
  static Event load(String file, JsonNode json) {
    return serializer()
        .deserialize(
            new SimpleSerializedObject<>(
                PLAIN.writeValueAsBytes(json), byte[].class, type(file), revision(file)));
  }

  /** The stored name a file stands for: {@code job.created/1}. */
  static String name(String file) {
    return type(file) + "/" + revision(file);
  }

  static String type(String file) {
    return file.substring(0, file.lastIndexOf('-'));
  }

  static String revision(String file) {
    return file.substring(file.lastIndexOf('-') + 1);
  }

  private static String stem(String file) {
    assertThat(file).endsWith(SUFFIX);
    return file.substring(0, file.length() - SUFFIX.length());
  }

  private static Path folder() {
    try {
      return Path.of(Goldens.class.getResource("/golden").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
