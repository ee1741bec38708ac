package io.vmto.standalone;

import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.job.JobId;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.JobView;
import io.vmto.sandbox.guest.DemoGuest;
import io.vmto.standalone.cli.ApiClient;
import io.vmto.standalone.demo.SandboxProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** A sandbox and a server beside it, each a process of its own, with two connections. */
public final class Site implements AutoCloseable {
  public static final String MACHINE = "journey-guest";
  private static final Duration END = Duration.ofSeconds(150);

  /** All the legal nastiness of a vCenter but its slowness. */
  private static final Map<String, Object> QUICK =
      Map.of(
          "taskMillis", 50,
          "leaseInitMillis", 100,
          "removeMillis", 100,
          "shutdownMillis", 500);

  private static @Nullable Site shared;

  final Path folder;
  public final SandboxProcess sandbox;
  public final ServerProcess server;
  public final DemoGuest guest;
  private final String source;
  private final String target;

  /**
   * The one that all tests of this process share, since a start costs more than most tests; its
   * folder and both processes end with this one.
   */
  static synchronized Site shared() throws IOException, InterruptedException {
    if (shared == null) {
      var home = Files.createTempDirectory("vmto-site-");
      var site = new Site(home, "");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(site, home)));
      shared = site;
    }
    return shared;
  }

  private static void end(Site site, Path home) {
    try {
      try {
        site.close();
      } finally {
        FileSystemUtils.deleteRecursively(home);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @param settings of the server's JVM, with spaces between them
   */
  public Site(Path folder, String settings) throws IOException, InterruptedException {
    this.folder = folder;
    sandbox = SandboxProcess.start(folder.resolve("sandbox"));
    var raw = folder.resolve("guest.raw");
    guest = DemoGuest.create(raw, DemoGuest.DEFAULT_CAPACITY, 7);
    sandbox.register(MACHINE, raw);
    server = new ServerProcess(folder, settings);
    source = connect(sandbox.connection("vcenter"));
    target = connect(sandbox.connection("pve"));
  }

  /** From now on the pretend vCenter does not take its time. */
  public void quicken() {
    sandbox.act("vcenter", "settings", QUICK);
  }

  /** A machine with one disk for each of these raw images. */
  public void register(String name, boolean on, List<Path> raws) {
    sandbox.act(
        "vcenter",
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
            raws.stream()
                .map(raw -> Map.of("raw", raw.toString(), "controller", "pvscsi"))
                .toList(),
            "nics",
            List.of(Map.of("model", "vmxnet3", "network", "VM Network"))));
  }

  /** A raw image whose middle is random content. */
  Path raw(int size, int content, int seed) throws IOException {
    var bytes = new byte[size];
    var middle = new byte[content];
    new Random(seed).nextBytes(middle);
    System.arraycopy(middle, 0, bytes, (size - content) / 2, content);
    return Files.write(folder.resolve("disk-" + seed + ".raw"), bytes);
  }

  /** The guest of a machine that is on writes all the time from now on. */
  void write(String machine) {
    sandbox.act(
        "vcenter",
        "guest",
        Map.of(
            "machine",
            machine,
            "habit",
            Map.of("bytesPerSecond", 1 << 20, "bytes", 4096, "span", 8 << 20, "seed", 9)));
  }

  /** The file of a disk in the pretend datastore. */
  Path file(String machine, int disk) {
    for (var candidate : sandbox.state().path("vcenter").path("machines")) {
      if (candidate.path("name").asString().equals(machine)) {
        return Path.of(candidate.path("disks").path(disk).path("file").asString());
      }
    }
    throw new AssertionError("no " + machine);
  }

  /** Limits what a job reads of its source; 0 lifts the limit. */
  void limit(JobId job, long bytesPerSecond) {
    try (var api = server.api()) {
      api.patch("/jobs/" + job + "/limits", Map.of("bytesPerSecond", bytesPerSecond));
    }
  }

  private String connect(Map<String, Object> body) {
    var id = createConnection(body);
    awaitConnection(id, ConnectionStatus.READY);
    return id;
  }

  String createConnection(Map<String, Object> body) {
    try (var api = server.api()) {
      return api.post("/connections", body).path("id").asString();
    }
  }

  ConnectionView awaitConnection(String id, ConnectionStatus status) {
    try (var api = server.api()) {
      Wait.until(
          "connection is " + status,
          END,
          () -> api.get("/connections/" + id, ConnectionView.class).status() == status);
      return api.get("/connections/" + id, ConnectionView.class);
    }
  }

  public Map<String, Object> request(String road, String read, boolean boot) {
    var body = new LinkedHashMap<String, Object>();
    body.put("source", Map.of("connection", source, "machine", MACHINE));
    body.put(
        "target",
        Map.of(
            "connection",
            target,
            "node",
            sandbox.access("pve").path("node").asString(),
            "storage",
            switch (road) {
              case "SHARED" -> "shared";
              case "NODE" -> "thin";
              default -> "local";
            }));
    body.put("networks", Map.of("VM Network", "vmbr0"));
    body.put("road", road);
    body.put("read", read);
    body.put(
        "bootCheck",
        Map.of(
            "start",
            boot,
            "expect",
            boot ? "DEMO-GUEST-" : "",
            "identity",
            boot ? "OK sha256=" + guest.sha256() : "",
            "timeoutSeconds",
            90));
    return body;
  }

  /** The id of the source connection. */
  public String source() {
    return source;
  }

  /** Lets the server log in to the pretend node; returns when it has. */
  void giveSsh() {
    try (var api = server.api()) {
      api.put("/connections/" + target + "/ssh", sandbox.ssh());
      Wait.until(
          "the node is logged in to",
          END,
          () -> {
            var view = api.get("/connections/" + target, ConnectionView.class);
            return view.endpoint().ssh().wanted() && view.status() == ConnectionStatus.READY;
          });
    }
  }

  /** Whether a volume of the pretend node is served over NBD. */
  boolean exports() {
    return !sandbox.state().path("pve").path("exports").isEmpty();
  }

  public JobId start(String road, boolean boot) {
    return start(road, "AUTO", boot);
  }

  public JobId start(String road, String read, boolean boot) {
    return start(request(road, read, boot));
  }

  /** Creates a job and starts it with its plan as it is. */
  public JobId start(Map<String, Object> request) {
    try (var api = server.api()) {
      var created = api.post("/jobs", request);
      var job = new JobId(created.path("id").asString());
      api.post("/jobs/" + job + "/start", Map.of("planHash", created.path("planHash").asString()));
      return job;
    }
  }

  public void order(JobId job, String command) {
    try (var api = server.api()) {
      api.post("/jobs/" + job + "/" + command, Map.of());
    }
  }

  /** Takes a paused job back to a step, and goes on from there. */
  public void resumeFrom(JobId job, int step) {
    try (var api = server.api()) {
      api.post("/jobs/" + job + "/resume-from", Map.of("step", step));
    }
  }

  public JobView job(JobId job) {
    try (var api = server.api()) {
      return api.get("/jobs/" + job, JobView.class);
    }
  }

  public JobView await(JobId job, String what, Predicate<JobView> condition) {
    try (ApiClient api = server.api()) {
      Wait.until("job " + what, END, () -> condition.test(api.get("/jobs/" + job, JobView.class)));
      return api.get("/jobs/" + job, JobView.class);
    }
  }

  public JobView awaitEnd(JobId job) {
    return await(job, "has ended", j -> j.status().ended());
  }

  /** Every stored event, as the feed tells it. */
  public List<String> eventTypes(JobId job) throws IOException {
    try (var api = server.api();
        var lines = api.lines("/jobs/" + job + "/events", 0)) {
      return lines
          .takeWhile(line -> !line.equals("event:end") && !line.equals("event: end"))
          .filter(line -> line.startsWith("event:"))
          .map(line -> line.substring(6).strip())
          .toList();
    }
  }

  void fault(String match, String action, long after, int times) {
    fault(match, action, 0, after, times);
  }

  /** From now on a rule of the sandbox bites. */
  public void fault(String match, String action, int skip, long after, int times) {
    sandbox.fault(
        Map.of(
            "name", match, "match", match, "action", action, "skip", skip, "after", after, "times",
            times));
  }

  @Override
  public void close() throws InterruptedException {
    try (sandbox) {
      server.close();
    }
  }
}
