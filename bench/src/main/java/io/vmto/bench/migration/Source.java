package io.vmto.bench.migration;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A machine in the pretend vCenter. */
record Source(Lab lab, String name) {
  /** Its guest writes all the time from now on. */
  void write(long bytesPerSecond, long span, long seed) {
    lab.act(
        "guest",
        Map.of(
            "machine",
            name,
            "habit",
            Map.of("bytesPerSecond", bytesPerSecond, "bytes", 16384, "span", span, "seed", seed)));
  }

  /** What the pretend vCenter says of it. */
  JsonNode state() {
    for (var machine : lab.site.sandbox.state().path("vcenter").path("machines")) {
      if (machine.path("name").asString().equals(name)) {
        return machine;
      }
    }
    throw new AssertionError("no machine " + name);
  }

  boolean on() {
    return state().path("power").asString().equals("poweredOn");
  }

  /** Its files, by the key of the disk. */
  Map<String, Path> files() {
    return each("file", Path::of);
  }

  /** Its disks as the doors of the vCenter name them. */
  Map<String, String> paths() {
    return each("path", path -> path);
  }

  private <T> Map<String, T> each(String field, java.util.function.Function<String, T> what) {
    var each = new TreeMap<String, T>();
    for (var disk : state().path("disks")) {
      each.put(disk.path("key").asString(), what.apply(disk.path(field).asString()));
    }
    return each;
  }

  /** What its guest has dirtied between each two moments at which it stood still, oldest first. */
  JsonNode moments() {
    return lab.act("moments", Map.of("machine", name));
  }
}
