package io.vmto.standalone;

import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.job.JobId;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.JobView;
import io.vmto.sandbox.guest.DemoGuest;
import io.vmto.standalone.cli.ApiClient;
import io.vmto.standalone.demo.SandboxProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A sandbox and a server beside it, each a process of its own, with two connections. */
public final class Site implements AutoCloseable {
  public static final String MACHINE = "journey-guest";
  private static final Duration END = Duration.ofSeconds(150);

  public final SandboxProcess sandbox;
  public final ServerProcess server;
  public final DemoGuest guest;
  private final String source;
  private final String target;

  public Site(Path folder) throws IOException, InterruptedException {
    sandbox = SandboxProcess.start(folder.resolve("sandbox"));
    var raw = folder.resolve("guest.raw");
    guest = DemoGuest.create(raw, DemoGuest.DEFAULT_CAPACITY, 7);
    sandbox.register(MACHINE, raw);
    server = new ServerProcess(folder);
    source = connect(sandbox.connection("vcenter"));
    target = connect(sandbox.connection("pve"));
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
  public List<String> eventTypes(JobId job) throws IOException, InterruptedException {
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

  void fault(String match, String action, int skip, long after, int times) {
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
