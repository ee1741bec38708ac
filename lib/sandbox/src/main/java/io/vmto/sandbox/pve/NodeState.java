package io.vmto.sandbox.pve;

import io.vmto.sandbox.wire.WireServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Everything that exists on the node, for tests and demos: what it is reached by, has and does. */
record NodeState(
    PveSettings settings, Parts parts, Foreign foreign, WireServer server, NodeSshd sshd) {

  Map<String, Object> report() throws IOException {
    var state = new LinkedHashMap<String, Object>();
    state.put("access", access());
    var machines = new TreeMap<String, Object>();
    for (var guest : parts.guests().all()) {
      var machine = new LinkedHashMap<String, Object>();
      machine.put("config", guest.config());
      machine.put("running", parts.machines().isRunning(guest.id()));
      machine.put("foreign", guest.foreign() != null);
      machines.put(Integer.toString(guest.id()), machine);
    }
    state.put("machines", machines);
    var volumes = new ArrayList<String>();
    for (var storage : parts.storages().all()) {
      storage.list().forEach(volume -> volumes.add(volume.id()));
    }
    state.put("volumes", volumes);
    state.put("exports", sshd.exports());
    state.put("foreign", foreign.report());
    state.put(
        "runningTasks",
        parts.tasks().all().stream()
            .filter(task -> task.exit() == null)
            .map(Tasks.Task::upid)
            .toList());
    return state;
  }

  private Map<String, Object> access() throws IOException {
    var access = new LinkedHashMap<String, Object>();
    access.put("url", server.url());
    access.put("fingerprint", server.identity().fingerprint());
    access.put("node", settings.node());
    settings.tokens().stream()
        .findFirst()
        .ifPresent(
            token -> {
              access.put("token", token.id());
              access.put("secret", token.secret());
            });
    var mounts = new TreeMap<String, String>();
    for (var storage : parts.storages().all()) {
      if (storage.shared() && storage.kind() == Storage.Kind.DIRECTORY) {
        mounts.put(storage.name(), storage.root().toString());
      }
    }
    access.put("mounts", mounts);
    access.put("ssh", sshd.access());
    return access;
  }
}
