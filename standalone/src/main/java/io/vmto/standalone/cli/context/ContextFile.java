package io.vmto.standalone.cli.context;

import io.vmto.runtime.ContractJson;
import io.vmto.standalone.cli.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The contexts of this user, as they are kept.
 *
 * @param current the name of the one that is used when none is named; empty for none
 */
record ContextFile(String current, List<Context> contexts) {
  ContextFile {
    contexts = List.copyOf(contexts);
  }

  private static Path file() {
    return Folders.configuration().resolve("contexts.json");
  }

  static ContextFile read() throws IOException {
    var file = file();
    return Files.exists(file)
        ? ContractJson.mapper().readValue(Files.readString(file), ContextFile.class)
        : new ContextFile("", List.of());
  }

  void write() throws IOException {
    PrivateFile.write(
        file(), ContractJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this));
  }

  Optional<Context> find(String name) {
    return contexts.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  ContextFile with(Context context) {
    var all = new ArrayList<>(without(context.name()).contexts);
    all.add(context);
    return new ContextFile(current, all);
  }

  ContextFile without(String name) {
    return new ContextFile(
        current.equals(name) ? "" : current,
        contexts.stream().filter(c -> !c.name().equals(name)).toList());
  }

  ContextFile using(String name) {
    return new ContextFile(name, contexts);
  }
}
