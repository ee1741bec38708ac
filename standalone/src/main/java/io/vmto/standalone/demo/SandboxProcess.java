package io.vmto.standalone.demo;

import io.vmto.runtime.ContractJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/** The sandbox as a process of its own, and its control endpoint. */
public final class SandboxProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Process process;
  private final JsonNode ready;
  private final HttpClient http = HttpClient.newHttpClient();

  private SandboxProcess(Process process, JsonNode ready) {
    this.process = process;
    this.ready = ready;
  }

  /** Starts it on a data folder; returns when every endpoint answers. */
  public static SandboxProcess start(Path data) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command(data)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    try {
      var line =
          CompletableFuture.supplyAsync(() -> firstLine(out))
              .get(START.toMillis(), TimeUnit.MILLISECONDS);
      Thread.ofVirtual().name("sandbox-output").start(() -> drain(out));
      return new SandboxProcess(process, ContractJson.mapper().readTree(line));
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException("The sandbox did not start: " + e.getMessage(), e);
    }
  }

  private static String firstLine(BufferedReader out) {
    try {
      for (var line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("{")) {
          return line;
        }
      }
      throw new IOException("it ended without saying where it listens");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A pipe that nobody reads would stop the process once it is full. */
  private static void drain(BufferedReader out) {
    try {
      out.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // it has ended
    }
  }

  private static List<String> command(Path data) {
    var java = Path.of(System.getProperty("java.home", "/"), "bin", "java").toString();
    var classPath = System.getProperty("java.class.path", "");
    var command = new ArrayList<>(List.of(java, "-Xmx512m", "-XX:+UseSerialGC"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    if (classPath.endsWith("-exec.jar")) {
      command.addAll(List.of("-jar", classPath));
    } else {
      command.addAll(List.of("-cp", classPath, "io.vmto.standalone.Vmto"));
    }
    command.addAll(List.of("sandbox", "--until-stdin-ends", "--data", data.toString()));
    return command;
  }

  /** What it said about a pretender: endpoint, fingerprint, credentials. */
  public JsonNode access(String pretender) {
    return ready.path(pretender);
  }

  /** What to post as a connection to a pretender, its certificate pinned. */
  public Map<String, Object> connection(String pretender) {
    var access = access(pretender);
    boolean source = pretender.equals("vcenter");
    var body = new LinkedHashMap<String, Object>();
    body.put("name", pretender);
    body.put("kind", source ? "VSPHERE" : "PROXMOX");
    body.put("url", access.path("url").asString());
    body.put("username", access.path(source ? "username" : "token").asString());
    body.put("secret", access.path(source ? "password" : "secret").asString());
    body.put("trust", access.path("fingerprint").asString());
    var mounts = new LinkedHashMap<String, String>();
    access
        .path("mounts")
        .properties()
        .forEach(mount -> mounts.put(mount.getKey(), mount.getValue().asString()));
    body.put("mounts", mounts);
    return body;
  }

  /** What to put as the SSH access of the connection to the pretend node. */
  public Map<String, Object> ssh() {
    var ssh = access("pve").path("ssh");
    return Map.of(
        "user", ssh.path("user").asString(),
        "port", ssh.path("port").asInt(),
        "hostKey", ssh.path("hostKey").asString(),
        "privateKey", ssh.path("privateKey").asString());
  }

  /** Puts a small machine that is powered off into the pretend vCenter, with this disk. */
  public void register(String machine, Path raw) {
    act(
        "vcenter",
        "register",
        Map.of(
            "name",
            machine,
            "memoryMiB",
            128,
            "cpus",
            1,
            "power",
            "poweredOff",
            "disks",
            List.of(Map.of("raw", raw.toString(), "controller", "pvscsi")),
            "nics",
            List.of(Map.of("model", "vmxnet3", "network", "VM Network"))));
  }

  public String description() {
    return "vCenter "
        + access("vcenter").path("url").asString()
        + ", Proxmox "
        + access("pve").path("url").asString();
  }

  public JsonNode state() {
    return call("GET", "/state", null);
  }

  /** Puts a fault rule. */
  public void fault(Object rule) {
    call("PUT", "/faults", rule);
  }

  public void clearFaults() {
    call("DELETE", "/faults", null);
  }

  /** Asks a pretender to do something, e.g. to register a machine. */
  public JsonNode act(String pretender, String action, Object arguments) {
    return call("POST", "/" + pretender + "/" + action, arguments);
  }

  private JsonNode call(
      String method, String path, @org.jspecify.annotations.Nullable Object body) {
    var control = ready.path("control");
    var publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(ContractJson.mapper().writeValueAsString(body));
    var request =
        HttpRequest.newBuilder(URI.create(control.path("url").asString() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + control.path("token").asString())
            .method(method, publisher)
            .build();
    try {
      var response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            "The sandbox answered " + response.statusCode() + ": " + response.body());
      }
      return ContractJson.mapper().readTree(response.body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
