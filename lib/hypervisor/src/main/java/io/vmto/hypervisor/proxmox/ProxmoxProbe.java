package io.vmto.hypervisor.proxmox;

import static io.vmto.hypervisor.proxmox.PveClient.segment;

import io.vmto.contract.connection.Diagnosis;
import io.vmto.contract.connection.Diagnosis.Exchange;
import io.vmto.contract.connection.Diagnosis.Finding;
import io.vmto.contract.connection.Diagnosis.Verdict;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.hypervisor.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Asks a real Proxmox VE server which of our assumptions hold, for {@code vmto doctor connection}.
 * Reads only.
 */
public final class ProxmoxProbe {
  private static final String UNUSED_ID = "999999999";
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern END = Pattern.compile("OK|WARNINGS: \\d+|(?s).{3,}");
  private static final List<String> NEEDED =
      List.of(
          "VM.Allocate",
          "VM.Config.Disk",
          "VM.Config.Network",
          "VM.Config.Options",
          "VM.PowerMgmt",
          "VM.Audit",
          "VM.Console",
          "Datastore.AllocateSpace",
          "Datastore.AllocateTemplate",
          "Datastore.Audit",
          "SDN.Use");

  private final PveClient client;
  private final Endpoint endpoint;
  private final NodeLogin login;
  private final PveVersion version;
  private final List<String> nodes = new ArrayList<>();

  private ProxmoxProbe(PveClient client, Endpoint endpoint, NodeLogin login) {
    this.client = client;
    this.endpoint = endpoint;
    this.login = login;
    this.version = PveVersion.parse(client.get("/version").path("version").asString(""));
    client.speak(version);
    for (var node : client.get("/nodes")) {
      if (node.path("status").asString("").equals("online")) {
        nodes.add(node.path("node").asString(""));
      }
    }
  }

  /** Blocks for all checks; throws {@link PlatformException} only when it cannot log in. */
  public static Diagnosis run(Endpoint endpoint, Secret secret, Secret sshKey) {
    var mask = new SecretMask(secret);
    var exchanges = Collections.synchronizedList(new ArrayList<Exchange>());
    PveClient.Observer recorder =
        (method, path, parameters, answer) ->
            exchanges.add(
                new Exchange(
                    method,
                    mask.mask(path + (parameters.isEmpty() ? "" : " " + parameters)),
                    answer.status(),
                    mask.mask(answer.body())));
    try (var client = new PveClient(endpoint, secret, recorder);
        var login = new NodeLogin(endpoint, sshKey)) {
      var probe = new ProxmoxProbe(client, endpoint, login);
      var findings = new ArrayList<Finding>();
      for (var assumption : ProxmoxAssumption.values()) {
        findings.add(probe.check(assumption));
      }
      return new Diagnosis("Proxmox VE " + probe.version.text(), findings, exchanges);
    }
  }

  private Finding check(ProxmoxAssumption assumption) {
    try {
      var answer = ask(assumption);
      return new Finding(
          assumption.number(), assumption.sentence(), answer.verdict(), answer.detail());
    } catch (PlatformException e) {
      return new Finding(assumption.number(), assumption.sentence(), Verdict.UNKNOWN, reason(e));
    }
  }

  private static String reason(PlatformException e) {
    return e.failure().code() + ": " + e.failure().message();
  }

  private Answer ask(ProxmoxAssumption assumption) {
    return switch (assumption) {
      case VERSION -> Answer.of(version.major() == 8 || version.major() == 9, version.text());
      case MESSAGE_IN_BODY ->
          refusal(node() + "/qemu/" + UNUSED_ID + "/config", ErrorCode.UNKNOWN_MACHINE);
      case UNKNOWN_CALL -> refusal("/vmto", ErrorCode.UNSUPPORTED);
      case NODE_CERTIFICATE -> certificate();
      case NEXT_ID -> nextId();
      case TASK_IDS -> tasks(task -> isTaskId(task.path("upid").asString("")));
      case TASK_ENDS ->
          tasks(
              task ->
                  !task.has("endtime") || END.matcher(task.path("status").asString("")).matches());
      case CONFIG_DIGEST -> digest();
      case VOLUME_NAMES -> volumes();
      case IMPORT_STORAGE -> importStorage();
      case SPOOL_VISIBLE ->
          Answer.of(
              client.get(node() + "/status").path("rootfs").path("avail").isNumber(), "rootfs");
      case BRIDGES -> bridges();
      case RIGHTS -> rights();
      case NO_EXCESS ->
          Answer.of(!privileges().contains("Permissions.Modify"), "Permissions.Modify");
      case SAME_DIRECTORY -> sameDirectory();
      case CONSOLE_BY_TOKEN -> consoleByToken();
      case CONSOLE_OPENS,
          MULTIPART_ORDER,
          IMPORT_FROM,
          SPOOL_PLACE,
          CREATE_ROLLBACK,
          DISK_IN_KIB,
          PENDING_LINK ->
          Answer.unknown(assumption.check());
      case NODE_LOGIN ->
          endpoint.ssh().wanted()
              ? Answer.of(true, login.programs())
              : Answer.unknown(assumption.check());
    };
  }

  private String node() {
    if (nodes.isEmpty()) {
      throw new PlatformException(ErrorCode.UNREACHABLE, "No node is online", "Start one.");
    }
    return "/nodes/" + segment(nodes.getFirst());
  }

  private Answer refusal(String path, ErrorCode expected) {
    try {
      client.get(path);
      return Answer.of(false, "it was answered");
    } catch (PlatformException e) {
      return Answer.of(e.failure().code() == expected, reason(e));
    }
  }

  private Answer certificate() {
    if (endpoint.trust().equals(Endpoint.TRUST_CA)) {
      return Answer.unknown("a CA is trusted, no certificate is pinned");
    }
    var told = new TreeSet<String>();
    client.get("/nodes").forEach(n -> told.add(n.path("ssl_fingerprint").asString("")));
    var pinned = endpoint.trust().replace(":", "");
    return Answer.of(
        told.stream().anyMatch(f -> f.replace(":", "").equalsIgnoreCase(pinned)), "" + told);
  }

  private Answer nextId() {
    var id = client.get("/cluster/nextid").asString("");
    return Answer.of(id.matches("[1-9]\\d{2,8}"), id);
  }

  private static boolean isTaskId(String text) {
    try {
      return Upid.parse(text).text().equals(text);
    } catch (PlatformException _) {
      return false;
    }
  }

  private Answer tasks(Predicate<JsonNode> good) {
    int all = 0;
    var odd = new ArrayList<String>();
    for (var node : nodes) {
      for (var task : client.get("/nodes/" + segment(node) + "/tasks", Map.of("limit", "200"))) {
        all++;
        if (!good.test(task)) {
          odd.add(task.path("upid").asString("") + " " + task.path("status").asString(""));
        }
      }
    }
    return all == 0
        ? Answer.unknown("there is no task")
        : Answer.of(odd.isEmpty(), odd.size() + " of " + all + " tasks are odd " + odd);
  }

  private Answer digest() {
    for (var node : nodes) {
      for (var vm : client.get("/nodes/" + segment(node) + "/qemu")) {
        var path = "/nodes/" + segment(node) + "/qemu/" + vm.path("vmid").asString("");
        var digest = MachineConfig.of(client.get(path + "/config")).digest();
        return Answer.of(DIGEST.matcher(digest).matches(), path + " has \"" + digest + "\"");
      }
    }
    return Answer.unknown("there is no machine");
  }

  private Answer volumes() {
    int all = 0;
    var odd = new ArrayList<String>();
    for (var storage : client.get(node() + "/storage", Map.of("enabled", "1"))) {
      if (storage.path("active").asInt(0) == 0) {
        continue;
      }
      var path = node() + "/storage/" + segment(storage.path("storage").asString(""));
      for (var volume : client.get(path + "/content")) {
        all++;
        var name = volume.path("volid").asString("");
        if (VolumeId.of(name).isEmpty()) {
          odd.add(name);
        }
      }
    }
    return all == 0 ? Answer.unknown("there is no volume") : Answer.of(odd.isEmpty(), "" + odd);
  }

  private Answer importStorage() {
    var found = new ArrayList<String>();
    for (var storage : client.get(node() + "/storage", Map.of("content", "import"))) {
      found.add(storage.path("storage").asString(""));
    }
    return Answer.of(version.importsUploads() && !found.isEmpty(), version.text() + " " + found);
  }

  private Answer bridges() {
    var names = new ArrayList<String>();
    client
        .get(node() + "/network", Map.of("type", "any_bridge"))
        .forEach(b -> names.add(b.path("iface").asString("")));
    return names.isEmpty() ? Answer.unknown("none is listed") : Answer.of(true, "" + names);
  }

  private Set<String> privileges() {
    var granted = new TreeSet<String>();
    for (var path : client.get("/access/permissions").properties()) {
      granted.addAll(path.getValue().propertyNames());
    }
    return granted;
  }

  private Answer rights() {
    var lacking = new ArrayList<>(NEEDED);
    lacking.removeAll(privileges());
    return Answer.of(lacking.isEmpty(), "lacking on every path: " + lacking);
  }

  private Answer sameDirectory() {
    int compared = 0;
    var odd = new ArrayList<String>();
    for (var mount : endpoint.mounts().entrySet()) {
      var path = node() + "/storage/" + segment(mount.getKey()) + "/content";
      for (var volume : client.get(path, Map.of("content", "images"))) {
        var name = VolumeId.parse(volume.path("volid").asString("")).name();
        var file = Path.of(mount.getValue(), "images").resolve(name);
        if (name.endsWith(".raw")) {
          compared++;
          if (sizeOf(file) != volume.path("size").asLong(-1)) {
            odd.add(file.toString());
          }
        }
      }
    }
    return compared == 0
        ? Answer.unknown("no storage with a raw disk is mounted here")
        : Answer.of(odd.isEmpty(), "of " + compared + " disks these differ: " + odd);
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException _) {
      return -2;
    }
  }

  private Answer consoleByToken() {
    var calls = new ArrayList<String>();
    client.get("/access").forEach(call -> calls.add(call.path("subdir").asString("")));
    return Answer.of(calls.contains("vncticket"), version.text() + " has " + calls);
  }
}
