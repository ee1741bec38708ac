package io.vmto.sandbox.pve;

import io.vmto.sandbox.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Names of pools; membership stands in the VMs. */
final class Pools {
  private final Path file;
  private final List<String> names;

  Pools(Path dataDir) {
    file = dataDir.resolve("pools.json");
    names = new ArrayList<>(List.of(Json.load(file, String[].class).orElse(new String[] {"vmto"})));
  }

  synchronized List<String> all() {
    return List.copyOf(names);
  }

  synchronized boolean add(String name) {
    boolean fresh = !names.contains(name) && names.add(name);
    if (fresh) {
      Json.save(file, names);
    }
    return fresh;
  }
}
