package io.vmto.bench.migration;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
import io.vmto.hypervisor.SourcePlatform;
import io.vmto.hypervisor.vsphere.VsphereSource;
import io.vmto.standalone.Site;
import io.vmto.standalone.Wait;
import io.vmto.standalone.cli.ApiProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A sandbox and a server, machines in the one, and jobs of the other that move them. */
final class Lab implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final Set<ErrorCode> BUSY =
      EnumSet.of(ErrorCode.UPSTREAM_BUSY, ErrorCode.TIMED_OUT, ErrorCode.UNREACHABLE);

  /** What is legal but nasty is for the tests. */
  private static final Map<String, Object> HONEST =
      Map.of("pageSize", 100, "changedAreas", 2000, "falsePositives", 0);

  final Site site;
  private final @Nullable Store store;
  private final Path folder;

  Lab(Path folder) throws IOException, InterruptedException {
    this(folder, false);
  }

  /**
   * @param bucket whether images of disks lie in a bucket
   */
  Lab(Path folder, boolean bucket) throws IOException, InterruptedException {
    store = bucket ? new Store(folder.resolve("store")) : null;
    this.folder = folder;
    site = new Site(folder, store == null ? "" : store.settings());
    site.quicken();
    settings(HONEST);
    // the sandbox ends with its parent's pipe; the server would stay
    Runtime.getRuntime().addShutdownHook(new Thread(this::endServer));
  }

  Store store() {
    return Objects.requireNonNull(store, "the images are in a folder");
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
    site.register(name, on, raws);
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
  JobId move(Source machine, String road, Map<String, Object> warm, Map<String, Object> limits) {
    var request = site.request(road, "AUTO", false);
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
    return patiently(
        () -> {
          try (var api = site.server.api()) {
            return api.get("/jobs/" + id);
          }
        });
  }

  /** Gives an order for a job. */
  void order(JobId id, String command) {
    patiently(
        () -> {
          site.order(id, command);
          return command;
        });
  }

  /** Asks again while the server says that it cannot answer at this moment. */
  private static <T> T patiently(Supplier<T> question) {
    var answer = new AtomicReference<@Nullable T>();
    Wait.until(
        "the server answers",
        SOON,
        () -> {
          try {
            answer.set(question.get());
            return true;
          } catch (ApiProblem e) {
            if (BUSY.contains(e.failure().code())) {
              return false;
            }
            throw e;
          }
        });
    return Objects.requireNonNull(answer.get());
  }

  /** Where the disks of a job were written to, by the key of the source's disk. */
  Map<String, Path> volumes(List<Told> told) throws IOException {
    var volumes = new TreeMap<String, Path>();
    for (var event : told) {
      var evidence = event.payload().path("evidence");
      if (evidence.path("kind").asString("").equals("IMPORT")) {
        volumes.put(evidence.path("disk").asString(), imported(evidence.path("by").asString()));
      }
    }
    told.stream()
        .filter(t -> t.is("resource-intended") && t.kind().equals("TARGET_VOLUME"))
        .map(t -> t.payload().path("resource"))
        .forEach(r -> volumes.put(r.path("disk").asString(), Path.of(r.path("name").asString())));
    return volumes;
  }

  /** The file that the node has made of an upload. */
  private Path imported(String volume) throws IOException {
    var name = volume.substring(volume.lastIndexOf('/') + 1);
    try (var files = Files.walk(folder)) {
      return files.filter(f -> f.endsWith(name)).findFirst().orElseThrow();
    }
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
    try (store) {
      site.close();
    }
  }
}
