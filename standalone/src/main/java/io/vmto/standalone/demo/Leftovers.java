package io.vmto.standalone.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What both sides hold, asked over the sandbox's control endpoint: taken before the job and
 * compared after it.
 *
 * @param foreign everything that is not ours, with the SHA-256 of its content
 */
public record Leftovers(String foreign, Set<String> machines, Set<String> volumes) {
  public static Leftovers now(SandboxProcess sandbox) {
    var state = sandbox.state();
    var foreign = new StringBuilder(state.path("pve").path("foreign").toString());
    for (var machine : state.path("vcenter").path("machines")) {
      if (machine.path("foreign").asBoolean(false)) {
        foreign.append(machine);
      }
    }
    var machines = new TreeSet<String>();
    state.path("pve").path("machines").properties().forEach(e -> machines.add(e.getKey()));
    var volumes = new TreeSet<String>();
    state.path("pve").path("volumes").forEach(v -> volumes.add(v.asString()));
    return new Leftovers(foreign.toString(), machines, volumes);
  }

  /** What is there that was not there before and should not be; the moved machine may stay. */
  public List<String> since(SandboxProcess sandbox, boolean moved) {
    var left = new ArrayList<String>();
    var state = sandbox.state();
    var after = now(sandbox);
    if (!foreign.equals(after.foreign)) {
      left.add("foreign objects have changed");
    }
    for (var lease : state.path("vcenter").path("leases")) {
      var how = lease.path("state").asString();
      if (how.equals("ready") || how.equals("initializing")) {
        left.add("export lease of " + lease.path("machine").asString());
      }
    }
    for (var machine : state.path("vcenter").path("machines")) {
      for (var snapshot : machine.path("snapshots")) {
        if (snapshot.path("name").asString().startsWith("vmto-")) {
          left.add("snapshot " + snapshot.path("name").asString());
        }
      }
    }
    state.path("pve").path("exports").forEach(e -> left.add("export " + e.asString()));
    for (var machine : fresh(after.machines, machines)) {
      var config = state.path("pve").path("machines").path(machine).path("config");
      if (!moved || marked(config)) {
        left.add("machine " + machine);
      }
    }
    for (var volume : fresh(after.volumes, volumes)) {
      if (!moved || volume.contains(":import/")) {
        left.add("volume " + volume);
      }
    }
    return left;
  }

  private static boolean marked(JsonNode config) {
    return config.path("description").asString("").contains("vmto:");
  }

  private static Set<String> fresh(Set<String> after, Set<String> before) {
    var fresh = new TreeSet<>(after);
    fresh.removeAll(before);
    return fresh;
  }
}
