package io.vmto.standalone.demo;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.JobView;
import io.vmto.sandbox.guest.DemoGuest;
import io.vmto.standalone.Server;
import io.vmto.standalone.cli.ApiClient;
import io.vmto.standalone.cli.ApiProblem;
import io.vmto.standalone.cli.Display;
import io.vmto.standalone.cli.Follower;
import io.vmto.standalone.cli.JobReport;
import io.vmto.standalone.cli.Problems;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The whole main job on one machine: server, sandbox, guest, job, report. */
final class Demo implements AutoCloseable {
  static final String MACHINE = "demo-guest";
  private static final long SEED = 20_260_101L;
  private static final Pattern SHA = Pattern.compile("sha256=([0-9a-f]{64})");
  private static final Duration READY = Duration.ofSeconds(60);

  private final Path work;
  private final boolean keep;
  private final DemoCommand.Via via;
  private final Reading read;
  private final boolean boot;
  private final @Nullable Break broken;
  private final PrintStream out = System.err;
  private @Nullable SandboxProcess sandbox;
  private @Nullable Server server;
  private @Nullable ApiClient api;
  private boolean closed;

  Demo(
      Path work,
      boolean keep,
      DemoCommand.Via via,
      Reading read,
      boolean boot,
      @Nullable Break broken) {
    this.work = work;
    this.keep = keep;
    this.via = via;
    this.read = broken == Break.TRUNCATE_EXPORT ? Reading.NFC : read;
    this.boot = boot;
    this.broken = broken;
  }

  /** How the demo ended. */
  record Result(Map<String, Object> json, int exitCode) {}

  Result run() throws IOException, InterruptedException {
    out.println("Starting the sandbox and the server …");
    var beside = SandboxProcess.start(work.resolve("sandbox"));
    sandbox = beside;
    var guest = guest(beside);
    var before = Leftovers.now(beside);
    server = Server.start(work.resolve("data"), work.resolve("vault.key"), 0, "error");
    var client = ApiClient.of(server.data());
    api = client;
    try {
      return migrate(client, beside, guest, before);
    } catch (ApiProblem problem) {
      return failed(problem.failure(), new LinkedHashMap<>(), beside, before);
    }
  }

  private DemoGuest guest(SandboxProcess beside) throws IOException {
    var raw = work.resolve("guest.raw");
    var bootable = broken != Break.NO_BOOT;
    var guest = DemoGuest.create(raw, DemoGuest.DEFAULT_CAPACITY, SEED, bootable);
    beside.register(MACHINE, raw);
    if (broken != null) {
      broken.fault().ifPresent(beside::fault);
    }
    out.println("Made a bootable guest that proves its own disk: sha256 " + guest.sha256());
    return guest;
  }

  private Result migrate(ApiClient client, SandboxProcess beside, DemoGuest guest, Leftovers before)
      throws InterruptedException {
    var source = connect(client, beside.connection("vcenter"));
    var target = connect(client, beside.connection("pve"));
    var node = beside.access("pve").path("node").asString("pve1");
    var job = create(client, source, target, guest, node);
    var ended = new Follower(client, job, Display.onStderr()).follow();
    var report = new JobReport(ended);
    report.print(out);
    var json = report.json();
    var failure = ended.failure();
    if (failure != null) {
      return failed(failure, json, beside, before);
    }
    return judge(ended, guest, json, beside, before);
  }

  private String connect(ApiClient client, Map<String, Object> body) throws InterruptedException {
    if (broken == Break.WRONG_PIN) {
      body.computeIfPresent("trust", (k, pin) -> wrong(pin.toString()));
    }
    var id = client.post("/connections", body).path("id").asString();
    var deadline = System.nanoTime() + READY.toNanos();
    while (System.nanoTime() < deadline) {
      var view = client.get("/connections/" + id, ConnectionView.class);
      switch (view.status()) {
        case READY -> {
          out.println("Connected to " + view.product() + " " + view.version());
          return id;
        }
        case BROKEN -> throw new ApiProblem(java.util.Objects.requireNonNull(view.failure()), "");
        case CHECKING, UNTRUSTED, REMOVED -> Thread.sleep(100);
      }
    }
    throw new ApiProblem(
        ErrorCode.TIMED_OUT,
        "Connection " + body.get("name") + " did not become ready.",
        "Look at the log.");
  }

  private static String wrong(String pin) {
    return (pin.startsWith("0") ? "1" : "0") + pin.substring(1);
  }

  private JobId create(
      ApiClient client, String source, String target, DemoGuest guest, String node) {
    var storage = via == DemoCommand.Via.SHARED ? "shared" : "local";
    var body = new LinkedHashMap<String, Object>();
    body.put("source", Map.of("connection", source, "machine", MACHINE));
    body.put("target", Map.of("connection", target, "node", node, "storage", storage));
    body.put("networks", Map.of("VM Network", "vmbr0"));
    body.put("road", via.name());
    body.put("read", read.name());
    body.put(
        "bootCheck",
        Map.of(
            "start", boot,
            "expect", boot ? "DEMO-GUEST-" : "",
            "identity", boot ? "OK sha256=" + guest.sha256() : "",
            "timeoutSeconds", broken == Break.NO_BOOT ? 15 : 90));
    var created = client.post("/jobs", body);
    var id = new JobId(created.path("id").asString());
    client.post("/jobs/" + id + "/start", Map.of("planHash", created.path("planHash").asString()));
    return id;
  }

  private Result judge(
      JobView job,
      DemoGuest guest,
      Map<String, Object> json,
      SandboxProcess beside,
      Leftovers before) {
    if (boot) {
      var said = SHA.matcher(job.boot().line());
      var sha256 = said.find() ? said.group(1) : "";
      json.put("guestSha256", sha256);
      if (!sha256.equals(guest.sha256())) {
        return failed(
            Failure.of(
                ErrorCode.IDENTITY_MISMATCH,
                "The guest printed " + sha256 + ", its disk was made with " + guest.sha256() + ".",
                "This is a defect of VMTO: report it."),
            json,
            beside,
            before);
      }
    }
    var leftovers = before.since(beside, true);
    if (job.status() != JobStatus.SUCCEEDED || !leftovers.isEmpty()) {
      out.println("Left behind: " + String.join(", ", leftovers));
      return new Result(json, Problems.exitCode(ErrorCode.LEFTOVERS));
    }
    out.println("\nThe machine was moved and checked; nothing was left behind.");
    if (keep) {
      disks(job, beside).forEach(disk -> out.println("Kept: " + disk));
    }
    return new Result(json, 0);
  }

  /** The source's flat extent and, on the shared road, the target's volume. */
  private static List<Path> disks(JobView job, SandboxProcess beside) {
    var disks = new ArrayList<Path>();
    for (var machine : beside.state().path("vcenter").path("machines")) {
      if (machine.path("name").asString().equals(MACHINE)) {
        machine.path("disks").forEach(d -> disks.add(Path.of(d.path("file").asString())));
      }
    }
    var shared = beside.access("pve").path("mounts").path("shared").asString("");
    var id = job.steps().getFirst().report().facts().getOrDefault("machine", "/").split("/", 2)[1];
    var target = Path.of(shared, "images", id, "vm-" + id + "-disk-0.raw");
    if (Files.exists(target)) {
      disks.add(target);
    }
    return disks;
  }

  private Result failed(
      Failure failure, Map<String, Object> json, SandboxProcess beside, Leftovers before) {
    out.println();
    Problems.print(failure, new PrintWriter(out, true, StandardCharsets.UTF_8));
    json.putIfAbsent("status", "failed");
    json.put("code", failure.code().name());
    var leftovers = before.since(beside, false);
    json.put("leftBehind", leftovers);
    out.println(
        "Left behind on both sides: "
            + (leftovers.isEmpty() ? "nothing" : String.join(", ", leftovers)));
    return new Result(json, Problems.exitCode(failure.code()));
  }

  /** Stops everything and takes the folder away; a second call, by an interrupt, does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (var b = sandbox;
        var s = server;
        var a = api) {
      out.flush();
    } finally {
      if (!keep) {
        delete(work);
      }
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
