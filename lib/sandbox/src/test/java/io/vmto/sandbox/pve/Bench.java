package io.vmto.sandbox.pve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.sandbox.Fault;
import io.vmto.sandbox.Json;
import io.vmto.sandbox.Sandbox;
import io.vmto.sandbox.SandboxOptions;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A running node and curl, a client that knows nothing of ours, to drive it with. */
final class Bench implements AutoCloseable {
  static final PveSettings.User ROOT = new PveSettings.User("root@pam", "root-secret");
  static final PveSettings.User USER = new PveSettings.User("vmto@pve", "user-secret");
  static final PveSettings.Token IMP =
      new PveSettings.Token("root@pam", "imp", "5f0c0a10-0000-4000-8000-000000000001", true);
  static final PveSettings.Token MIGRATE =
      new PveSettings.Token("vmto@pve", "migrate", "5f0c0a10-0000-4000-8000-000000000002", true);

  private final Path dir;
  private final PveSettings settings;
  private PveNode node;
  private Sandbox sandbox;
  private List<String> credentials =
      List.of("-H", "Authorization: PVEAPIToken=" + IMP.id() + "=" + IMP.secret());

  private Bench(Path dir, PveSettings settings) throws IOException {
    this.dir = dir;
    this.settings = settings;
    node = new PveNode(settings);
    sandbox = Sandbox.start(new SandboxOptions(dir, 0, List.of(node)));
  }

  static Bench plain(Path dir) throws IOException {
    return start(dir, PveSettings.plain(users(), tokens()));
  }

  /** Root's token may do everything; the user and its token have the least rights. */
  static Bench start(Path dir, PveSettings settings) throws IOException {
    return new Bench(
        dir,
        settings
            .granting(List.of(new PveSettings.Acl("/", IMP.id(), "Administrator")))
            .grantingTarget(USER.id()));
  }

  /** With these rights and no others. */
  static Bench exactly(Path dir, PveSettings settings) throws IOException {
    return new Bench(dir, settings);
  }

  static List<PveSettings.User> users() {
    return List.of(ROOT, USER);
  }

  static List<PveSettings.Token> tokens() {
    return List.of(IMP, MIGRATE);
  }

  void restart() throws IOException {
    sandbox.close();
    node = new PveNode(settings);
    sandbox = Sandbox.start(new SandboxOptions(dir, 0, List.of(node)));
  }

  Path certificate() {
    return dir.resolve("tls/pve.pem");
  }

  PveNode node() {
    return node;
  }

  void fault(String point) {
    sandbox.faults().put(Fault.once("pve." + point, Fault.Action.FAIL));
  }

  void as(PveSettings.Token token) {
    credentials = List.of("-H", "Authorization: PVEAPIToken=" + token.id() + "=" + token.secret());
  }

  void as(String... curlOptions) {
    credentials = List.of(curlOptions);
  }

  /** Logs in with a password and goes on with ticket and CSRF token. */
  void login(PveSettings.User user) throws Exception {
    credentials = List.of();
    var ticket = post("/access/ticket", "username", user.id(), "password", user.password()).data();
    credentials =
        List.of(
            "-b", "PVEAuthCookie=" + encode(ticket.path("ticket").asString()),
            "-H", "CSRFPreventionToken: " + ticket.path("CSRFPreventionToken").asString());
  }

  /** What came back. */
  record Reply(String statusLine, String text) {
    JsonNode json() {
      return Json.read(text);
    }

    JsonNode data() {
      return json().path("data");
    }

    int status() {
      return Integer.parseInt(statusLine.split(" ", -1)[1]);
    }
  }

  Reply get(String path, String... query) throws Exception {
    return request("GET", path + (query.length == 0 ? "" : "?" + form(query)));
  }

  Reply post(String path, String... form) throws Exception {
    return request("POST", path, "--data", form(form));
  }

  Reply put(String path, String... form) throws Exception {
    return request("PUT", path, "--data", form(form));
  }

  Reply delete(String path, String... query) throws Exception {
    return request("DELETE", path + (query.length == 0 ? "" : "?" + form(query)));
  }

  Reply upload(String storage, Path file, String name, String... text) throws Exception {
    var options = new ArrayList<String>();
    for (int i = 0; i < text.length; i += 2) {
      options.addAll(List.of("-F", text[i] + "=" + text[i + 1]));
    }
    options.addAll(List.of("-F", "filename=@" + file + ";filename=" + name));
    return request(
        "POST", "/nodes/pve1/storage/" + storage + "/upload", options.toArray(new String[0]));
  }

  Reply request(String method, String path, String... options) throws Exception {
    var command =
        new ArrayList<>(
            List.of("curl", "-s", "-i", "--http1.1", "--max-time", "60", "-H", "Expect:"));
    command.addAll(List.of("--cacert", certificate().toString(), "-X", method));
    command.addAll(credentials);
    command.addAll(List.of(options));
    String base = path.startsWith("/api2") ? "" : "/api2/json";
    command.add(node.url() + base + path);
    String all = run(command);
    int end = all.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Reply("", all);
    }
    return new Reply(all.substring(0, all.indexOf("\r\n")), all.substring(end + 4));
  }

  static String run(List<String> command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private static String form(String... pairs) {
    var parts = new ArrayList<String>();
    for (int i = 0; i < pairs.length; i += 2) {
      parts.add(encode(pairs[i]) + "=" + encode(pairs[i + 1]));
    }
    return String.join("&", parts);
  }

  static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /** How a task ended. */
  record Ended(String upid, JsonNode status, List<String> log) {
    String exit() {
      return status.path("exitstatus").asString();
    }
  }

  Ended await(Reply started) throws Exception {
    assertThat(started.status()).as(started.text()).isEqualTo(200);
    return await(started.data().asString());
  }

  Ended await(String upid) throws Exception {
    String path = "/nodes/pve1/tasks/" + encode(upid);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    var status = get(path + "/status").data();
    while (!status.path("status").asString().equals("stopped")) {
      assertThat(System.nanoTime()).as("task %s has not ended", upid).isLessThan(deadline);
      status = get(path + "/status").data();
    }
    var lines = new ArrayList<String>();
    get(path + "/log", "limit", "500").data().forEach(l -> lines.add(l.path("t").asString()));
    return new Ended(upid, status, lines);
  }

  /** Waits until a VM is there and nothing holds it. */
  void awaitUnlocked(int vmid) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    var config = get("/nodes/pve1/qemu/" + vmid + "/config");
    while (config.status() != 200 || config.data().has("lock")) {
      assertThat(System.nanoTime()).as("VM %s is not done", vmid).isLessThan(deadline);
      config = get("/nodes/pve1/qemu/" + vmid + "/config");
    }
  }

  @SuppressWarnings("unchecked")
  Map<String, Map<String, String>> foreign() throws IOException {
    return (Map<String, Map<String, String>>) node.state().get("foreign");
  }

  @Override
  public void close() throws IOException {
    sandbox.close();
  }
}
