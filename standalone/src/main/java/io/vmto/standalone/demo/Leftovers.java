package io.vmto.standalone.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Compares what the sandbox's two sides hold before and after, asked over its control endpoint. */
final class Leftovers {
  private Leftovers() {}

  /** Foreign objects with the SHA-256 of their content; must never change. */
  static String foreign(JsonNode state) {
    var found = new TreeMap<String, String>();
    for (var side : List.of("vcenter", "pve")) {
      for (var machine : state.path(side).path("machines")) {
        if (machine.path("foreign").asBoolean(false)) {
          found.put(side + "/" + machine.path("name").asString(), machine.toString());
        }
      }
      for (var volume : state.path(side).path("volumes")) {
        if (volume.path("foreign").asBoolean(false)) {
          found.put(side + "/" + volume.path("id").asString(), volume.toString());
        }
      }
    }
    return found.toString();
  }

  /** What is there that should not be; on success the moved machine itself is meant to stay. */
  static List<String> check(SandboxProcess beside, String before, String after, boolean moved) {
    var left = new ArrayList<String>();
    if (!before.equals(after)) {
      left.add("foreign objects have changed");
    }
    var state = beside.state();
    state.path("vcenter").path("leases").forEach(l -> left.add("export lease " + l.asString(l.toString())));
    for (var machine : state.path("pve").path("machines")) {
      boolean ours = !machine.path("foreign").asBoolean(false);
      if (ours && (!moved || machine.toString().contains("vmto:"))) {
        left.add("machine " + machine.path("id").asString());
      }
    }
    for (var volume : state.path("pve").path("volumes")) {
      boolean ours = !volume.path("foreign").asBoolean(false);
      if (ours && (!moved || volume.path("id").asString().contains("import/"))) {
        left.add("volume " + volume.path("id").asString());
      }
    }
    return left;
  }
}
