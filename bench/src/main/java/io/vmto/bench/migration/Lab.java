package io.vmto.bench.migration;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.job.JobId;
import io.vmto.hypervisor.SourcePlatform;
import io.vmto.hypervisor.vsphere.VsphereSource;
import io.vmto.standalone.Site;
import io.vmto.standalone.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A sandbox and a server, machines in the one, and jobs of the other that move them. */
final class Lab implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** An honest vCenter that does not take its time; all the legal nastiness is for the tests. */
  private static final Map<String, Object> QUICK =
      Map.of(
          "pageSize", 100,
          "taskMillis", 50,
          "leaseInitMillis", 100,
          "removeMillis", 100,
          "shutdownMillis", 500,
          "changedAreas", 2000,
          "falsePositives", 0);

  final Site site;

  Lab(Path folder) throws IOException, InterruptedException {
    site = new Site(folder);
    settings(QUICK);
    // the sandbox ends with its parent's pipe; the server would stay
    Runtime.getRuntime().addShutdownHook(new Thread(this::endServer));
  }

  private void endServer() {
    try {
      site.server.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A machine with these disks. */
  Source machine(String name, boolean on, List<Path> raws) {
    var disks =
        raws.stream().map(raw -> Map.of("raw", raw.toString(), "controller", "pvscsi")).toList();
    act(
        "register",
        Map.of(
            "name",
            name,
            "memoryMiB",
            64,
            "cpus",
            1,
            "power",
            on ? "poweredOn" : "poweredOff",
            "disks",
            disks,
            "nics",
            List.of(Map.of("model", "vmxnet3", "network", "VM Network"))));
    return new Source(this, name);
  }

  JsonNode act(String action, Object arguments) {
    return site.sandbox.act("vcenter", action, arguments);
  }

  /** Lets the pretend vCenter behave differently from now on. */
  void settings(Map<String, Object> changes) {
    act("settings", changes);
  }

  /** The pretend vCenter as a client of its own sees it. */
  SourcePlatform vcenter() {
    var access = site.sandbox.access("vcenter");
    return VsphereSource.connect(
        new Endpoint(
            PlatformKind.VSPHERE,
            access.path("url").asString(),
            access.path("username").asString(),
            access.path("fingerprint").asString(),
            Map.of()),
        new Secret(access.path("password").asString()));
  }

  /** Starts to move a machine, cold unless there is something about warm. */
  JobId move(Source machine, Map<String, Object> warm, Map<String, Object> limits) {
    var request = site.request("SHARED", "AUTO", false);
    request.put("source", Map.of("connection", site.source(), "machine", machine.name()));
    request.put("bootCheck", Map.of("start", true, "expect", "", "identity", ""));
    request.put("limits", limits);
    if (!warm.isEmpty()) {
      request.put("warm", warm);
    }
    return site.start(request);
  }

  /** The job as the API tells it, whatever this bench knows of it. */
  JsonNode job(JobId id) {
    try (var api = site.server.api()) {
      return api.get("/jobs/" + id);
    }
  }

  /** Where the disks of a job were written to, by the key of the source's disk. */
  static Map<String, Path> volumes(List<Told> told) {
    var volumes = new TreeMap<String, Path>();
    told.stream()
        .filter(t -> t.is("resource-intended") && t.kind().equals("TARGET_VOLUME"))
        .map(t -> t.payload().path("resource"))
        .forEach(r -> volumes.put(r.path("disk").asString(), Path.of(r.path("name").asString())));
    return volumes;
  }

  /** The machines on the target with this name, by their number. */
  Map<String, JsonNode> targets(String name) {
    var found = new LinkedHashMap<String, JsonNode>();
    site.sandbox
        .state()
        .path("pve")
        .path("machines")
        .properties()
        .forEach(
            e -> {
              if (e.getValue().path("config").path("name").asString("").equals(name)) {
                found.put(e.getKey(), e.getValue());
              }
            });
    return found;
  }

  /** Takes a machine off both sides, as its owner would. */
  void discard(Source machine) throws IOException, InterruptedException {
    for (var target : targets(machine.name()).entrySet()) {
      if (target.getValue().path("running").asBoolean()) {
        node("POST", target.getKey() + "/status/stop");
        Wait.until("the target has stopped", SOON, () -> !runs(machine));
      }
      node("DELETE", target.getKey());
    }
    Wait.until("the target is gone", SOON, () -> targets(machine.name()).isEmpty());
    act("unregister", Map.of("machine", machine.name()));
  }

  /** Whether a machine of this name runs on the target. */
  boolean runs(Source machine) {
    return targets(machine.name()).values().stream()
        .anyMatch(target -> target.path("running").asBoolean());
  }

  private void node(String method, String path) throws IOException, InterruptedException {
    var access = site.sandbox.access("pve");
    var command = new ArrayList<>(List.of("curl", "-sSfk", "-X", method, "-H"));
    command.add(
        "Authorization: PVEAPIToken="
            + access.path("token").asString()
            + "="
            + access.path("secret").asString());
    command.add(
        access.path("url").asString()
            + "/api2/json/nodes/"
            + access.path("node").asString()
            + "/qemu/"
            + path);
    Tools.run(List.of(0), command);
  }

  @Override
  public void close() throws InterruptedException {
    site.close();
  }
}
