package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.wire.WireServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the pretend vCenter tells its owner: how to reach it, and all that is there. */
record VcenterState(World world, Endpoints endpoints, Credentials credentials) {
  Map<String, Object> state() throws IOException {
    var state = new LinkedHashMap<String, Object>();
    state.put("access", access());
    state.put("settings", world.settings());
    state.put("sessions", world.locked(this::sessions));
    state.put("leases", world.locked(this::leases));
    state.put("machines", machines());
    return state;
  }

  private Map<String, Object> access() {
    var access = address(endpoints.vcenter());
    access.put("username", credentials.user());
    access.put("password", credentials.password());
    access.put("datacenter", World.DC_PATH);
    access.put("datastore", Datastore.NAME);
    var host = address(endpoints.esxi());
    host.put("username", credentials.hostUser());
    host.put("password", credentials.hostPassword());
    access.put("esxi", host);
    return access;
  }

  private static Map<String, Object> address(WireServer server) {
    var address = new TreeMap<String, Object>();
    address.put("url", server.url());
    address.put("fingerprint", server.identity().fingerprint());
    address.put("thumbprint", server.identity().thumbprint());
    address.put("pem", server.identity().pem().toAbsolutePath().toString());
    return address;
  }

  private List<Map<String, String>> sessions() {
    return world.sessions().all().stream()
        .map(session -> Map.of("key", session.key(), "user", session.user()))
        .toList();
  }

  private List<Map<String, Object>> leases() {
    return world.leases().all().stream()
        .<Map<String, Object>>map(
            lease ->
                Map.of(
                    "id", lease.ref().id(),
                    "machine", lease.vm().name(),
                    "state", lease.state(),
                    "percent", lease.percent()))
        .toList();
  }

  private List<Map<String, Object>> machines() throws IOException {
    var all = new ArrayList<Map<String, Object>>();
    for (var vm : world.locked(world::vms)) {
      var entry = new LinkedHashMap<String, Object>();
      entry.put("id", vm.id());
      entry.put("name", vm.name());
      entry.put("power", vm.power());
      entry.put("foreign", vm.foreign());
      entry.put("changeTracking", vm.changeTracking());
      entry.put("consolidationNeeded", vm.consolidationNeeded());
      entry.put("snapshots", vm.snapshots().stream().map(VcenterState::snapshot).toList());
      entry.put("disks", disks(vm, vm.foreign()));
      all.add(entry);
    }
    return all;
  }

  private static Map<String, String> snapshot(Snapshot snapshot) {
    return Map.of("id", snapshot.id(), "name", snapshot.name(), "user", snapshot.user());
  }

  /** The disks of a machine, with the SHA-256 of their content where asked. */
  List<Map<String, Object>> disks(Vm vm, boolean hashed) throws IOException {
    var all = new ArrayList<Map<String, Object>>();
    for (var disk : vm.disks()) {
      var entry = new LinkedHashMap<String, Object>();
      entry.put("key", disk.key());
      entry.put("path", disk.flat());
      entry.put("file", world.datastore().file(disk.flat()).toString());
      entry.put("capacity", disk.capacity());
      if (hashed) {
        entry.put("sha256", world.datastore().sha256(disk.flat()));
      }
      all.add(entry);
    }
    return all;
  }
}
