package io.vmto.hypervisor.proxmox;

import static io.vmto.hypervisor.proxmox.Guests.MARKER;
import static io.vmto.hypervisor.proxmox.Guests.REF;
import static io.vmto.hypervisor.proxmox.Guests.draft;
import static io.vmto.hypervisor.proxmox.Guests.guest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.machine.Machine.Controller;
import io.vmto.contract.machine.Machine.Firmware;
import io.vmto.contract.machine.Machine.PowerState;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.PlatformInfo.Capability;
import io.vmto.hypervisor.TargetPlatform;
import io.vmto.hypervisor.TargetPlatform.Marker;
import io.vmto.hypervisor.proxmox.TestNode.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request of these tests is judged by {@link TestNode} with the schemas of real servers. */
class ProxmoxTargetTest {
  private static final String VM = "/nodes/pve1/qemu/104";
  private static final String CONFIG = VM + "/config";
  private static final String LOCAL = "/nodes/pve1/storage/local";
  private static final String DIGEST = "58c948311ec5998efef5079d5931224d55fcefad";
  private static final String NOTES =
      "VMTO is moving this machine here. Please leave it alone.\\n\\n" + MARKER + "\\n";
  private static final String ACTIVE =
      "{\"type\":\"dir\",\"active\":1,\"avail\":1000000000,\"total\":2000000000,"
          + "\"content\":\"images,import\"}";
  private static final Reply NO_CONFIG =
      Reply.error(500, "Configuration file 'nodes/pve1/qemu-server/104.conf' does not exist");

  private TestNode node;

  private TestNode node(String version) throws IOException {
    node = new TestNode(version);
    return node;
  }

  @AfterEach
  void everyRequestWasOneThatARealServerTakes() {
    if (node != null) {
      node.close();
    }
  }

  private static Reply config(String... more) {
    return Reply.data(
        "{\"digest\":\""
            + DIGEST
            + "\",\"name\":\"web\",\"description\":\""
            + NOTES
            + "\""
            + String.join("", more)
            + "}");
  }

  private static void refused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.failure().code()).isEqualTo(code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.2.4", "8.4.1", "9.1.3"})
  void createMakesAProtectedMachineAndReadsItsMarkerBack(String version) throws IOException {
    var at = node(version);
    at.on("POST /nodes/pve1/qemu", Reply.task());
    at.on("GET " + CONFIG, config());
    try (var target = at.connect()) {
      assertThat(target.info().version()).isEqualTo(version);
      assertThat(target.create(draft(guest("debian12_64Guest", Firmware.BIOS, Controller.PVSCSI))))
          .isEqualTo(REF);
    }
    assertThat(at.only("POST /nodes/pve1/qemu").parameters())
        .containsEntry("vmid", "104")
        .containsEntry("protection", "1")
        .containsEntry("onboot", "0")
        .doesNotContainKeys("pool", "start", "force", "scsi0");
  }

  @Test
  void aTokenThatMayAllocateInOnePoolOnlyCreatesThere() throws IOException {
    var at = node("9.1.3");
    at.on(
        "GET /access/permissions", Reply.data("{\"/pool/vmto\":{\"VM.Allocate\":1},\"/vms\":{}}"));
    at.on("POST /nodes/pve1/qemu", Reply.task());
    at.on("GET " + CONFIG, config());
    try (var target = at.connect()) {
      target.create(draft(guest("debian12_64Guest", Firmware.BIOS, Controller.PVSCSI)));
    }
    assertThat(at.only("POST /nodes/pve1/qemu").parameters()).containsEntry("pool", "vmto");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.2.4", "9.1.3"})
  void anIdThatIsTakenIsSaidSoOnOldAndNewServers(String version) throws IOException {
    var at = node(version);
    at.on(
        "POST /nodes/pve1/qemu",
        Reply.error(500, "unable to create VM 104 - VM 104 already exists on node 'pve1'"));
    try (var target = at.connect()) {
      refused(
          ErrorCode.MACHINE_ID_TAKEN,
          () -> target.create(draft(guest("debian12_64Guest", Firmware.BIOS, Controller.PVSCSI))));
    }
    assertThat(at.seen()).noneMatch(s -> s.method().equals("DELETE") || s.method().equals("PUT"));
  }

  @Test
  void aMachineWithoutOurMarkerIsNotOursEvenWhenTheTaskWentWell() throws IOException {
    var at = node("9.1.3");
    at.on("POST /nodes/pve1/qemu", Reply.task());
    at.on("GET " + CONFIG, Reply.data("{\"digest\":\"" + DIGEST + "\"}"));
    try (var target = at.connect()) {
      refused(
          ErrorCode.NOT_OURS,
          () -> target.create(draft(guest("debian12_64Guest", Firmware.BIOS, Controller.PVSCSI))));
    }
  }

  @Test
  void aFailedCreateTakesAwayExactlyTheVolumeItsLogNames() throws IOException {
    var at = node("9.1.3");
    at.on("POST /nodes/pve1/qemu", Reply.task());
    at.task(
        "unable to create VM 104 - command failed",
        "Formatting '/var/lib/vz/images/104/vm-104-disk-1.raw', fmt=raw size=540672",
        "TASK ERROR: unable to create VM 104 - command failed");
    at.on("GET " + CONFIG, NO_CONFIG);
    var foreign = "{\"volid\":\"local:104/vm-104-disk-0.raw\",\"size\":1}";
    var late = "{\"volid\":\"local:104/vm-104-disk-10.raw\",\"size\":1}";
    var orphan = "{\"volid\":\"local:104/vm-104-disk-1.raw\",\"size\":1}";
    at.on(
        "GET " + LOCAL + "/content",
        Reply.data("[" + foreign + "]"),
        Reply.data("[" + foreign + "," + late + "," + orphan + "]"));
    at.on("DELETE " + LOCAL + "/content/local%3A104%2Fvm-104-disk-1.raw", Reply.data("null"));
    try (var target = at.connect()) {
      refused(
          ErrorCode.UPSTREAM_FAILED,
          () -> target.create(draft(guest("debian12_64Guest", Firmware.EFI, Controller.PVSCSI))));
    }
    assertThat(at.seen().stream().filter(s -> s.method().equals("DELETE")).map(TestNode.Seen::path))
        .containsExactly(LOCAL + "/content/local%3A104%2Fvm-104-disk-1.raw");
  }

  @Test
  void theMachineWithTheMarkerIsFoundAmongForeignOnes() throws IOException {
    var at = node("9.1.3");
    at.on(
        "GET /cluster/resources",
        Reply.data(
            "[{\"type\":\"lxc\",\"node\":\"pve1\",\"vmid\":99},"
                + "{\"type\":\"qemu\",\"node\":\"pve1\",\"vmid\":101}]"));
    at.on("GET /nodes/pve1/qemu", Reply.data("[{\"vmid\":101},{\"vmid\":104}]"));
    at.on("GET /nodes/pve1/qemu/101/config", Reply.data("{\"description\":\"x" + MARKER + "\"}"));
    at.on("GET " + CONFIG, config());
    try (var target = at.connect()) {
      assertThat(target.find(MARKER)).contains(REF);
      assertThat(target.find(new Marker("inst-1", "job-7", "beef"))).isEmpty();
    }
  }

  @Test
  void anUnreadableMachineIsNoProofThatOursIsGone() throws IOException {
    var at = node("9.1.3");
    at.on(
        "GET /cluster/resources",
        Reply.data("[{\"type\":\"qemu\",\"node\":\"pve2\",\"vmid\":107}]"));
    at.on("GET /nodes/pve1/qemu", Reply.data("[]"));
    at.on("GET /nodes/pve2/qemu/107/config", new Reply(595, ""));
    try (var target = at.connect()) {
      refused(ErrorCode.UNREACHABLE, () -> target.find(MARKER));
    }
  }

  @Test
  void attachTakesTheSlotAndSetsTheBootOrderOnTheConfigurationThatWasRead() throws IOException {
    var at = node("9.1.3");
    var source = guest("debian12_64Guest", Firmware.BIOS, Controller.PVSCSI, Controller.PVSCSI);
    at.on("GET " + CONFIG, config(",\"scsi1\":\"local:104/vm-104-disk-1.raw,size=8M\""));
    at.on("PUT " + CONFIG, Reply.data("null"));
    try (var target = at.connect()) {
      target.attach(REF, source, source.disks().getFirst(), "local:104/vm-104-disk-0.raw");
      assertThat(at.only("PUT " + CONFIG).parameters())
          .isEqualTo(
              Map.of(
                  "digest", DIGEST,
                  "scsi0", "local:104/vm-104-disk-0.raw",
                  "boot", "order=scsi0;scsi1"));
      target.attach(REF, source, source.disks().get(1), "local:104/vm-104-disk-1.raw");
      at.only("PUT " + CONFIG);
      refused(
          ErrorCode.ILLEGAL_STATE,
          () -> target.attach(REF, source, source.disks().get(1), "local:104/vm-104-disk-9.raw"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OK", "WARNINGS: 2"})
  void importingTellsProgressAndTheNewVolume(String exit) throws IOException {
    var at = node("9.1.3");
    var source = guest("debian12_64Guest", Firmware.BIOS, Controller.PVSCSI);
    at.on("GET " + LOCAL + "/status", Reply.data(ACTIVE));
    at.on("GET " + LOCAL + "/content", Reply.data("[]"));
    at.on(
        "GET " + CONFIG,
        config(),
        config(",\"scsi0\":\"local:104/vm-104-disk-0.qcow2,size=8M\",\"boot\":\"order=scsi0\""));
    at.on("POST " + CONFIG, Reply.task());
    at.task(
        exit,
        "transferred 0.0 B of 8.0 MiB (0.00%)",
        "transferred 4.0 MiB of 8.0 MiB (50.00%)",
        "transferred 8.0 MiB of 8.0 MiB (100.00%)");
    var copied = new ArrayList<Long>();
    try (var target = at.connect()) {
      assertThat(
              target.importDisk(
                  REF,
                  source,
                  source.disks().getFirst(),
                  "local",
                  "local:import/a.qcow2",
                  copied::add))
          .isEqualTo(
              new TargetPlatform.Imported(
                  "local:104/vm-104-disk-0.qcow2", exit.equals("OK") ? 0 : 2));
    }
    assertThat(copied).containsExactly(4L << 20, 8L << 20);
    assertThat(at.only("POST " + CONFIG).parameters())
        .isEqualTo(
            Map.of(
                "digest", DIGEST,
                "scsi0", "local:0,import-from=local:import/a.qcow2,format=qcow2",
                "boot", "order=scsi0"));
  }

  @Test
  void aFailedImportIsToldWithItsTaskAndLeavesNothing() throws IOException {
    var at = node("9.1.3");
    var source = guest("debian12_64Guest", Firmware.BIOS, Controller.PVSCSI);
    at.on("GET " + LOCAL + "/status", Reply.data(ACTIVE));
    at.on(
        "GET " + LOCAL + "/content",
        Reply.data("[]"),
        Reply.data("[{\"volid\":\"local:104/vm-104-disk-0.qcow2\",\"size\":1}]"));
    at.on("GET " + CONFIG, config());
    at.on("POST " + CONFIG, Reply.task());
    at.task(
        "copy failed: write error: No space left on device",
        "allocated target volume 'local:104/vm-104-disk-0.qcow2'");
    at.on("DELETE " + LOCAL + "/content/local%3A104%2Fvm-104-disk-0.qcow2", Reply.data("null"));
    try (var target = at.connect()) {
      assertThatThrownBy(
              () ->
                  target.importDisk(
                      REF,
                      source,
                      source.disks().getFirst(),
                      "local",
                      "local:import/a.qcow2",
                      _ -> {}))
          .isInstanceOfSatisfying(
              PlatformException.class,
              e -> {
                assertThat(e.failure().code()).isEqualTo(ErrorCode.TARGET_FULL);
                assertThat(e.failure().facts()).containsEntry("task", TestNode.TASK_ID);
              });
    }
    at.only("DELETE " + LOCAL + "/content/local%3A104%2Fvm-104-disk-0.qcow2");
  }

  @Test
  void aTaskThatVanishedIsAPassingFailure() throws IOException {
    var at = node("9.1.3");
    at.on("GET " + VM + "/status/current", Reply.data("{\"status\":\"stopped\"}"));
    at.on("POST " + VM + "/status/start", Reply.task());
    at.on(
        "GET /nodes/pve1/tasks/" + PveClient.segment(TestNode.TASK_ID) + "/status",
        new Reply(400, "{\"data\":null,\"errors\":{\"upid\":\"no such task\"}}"));
    try (var target = at.connect()) {
      assertThatThrownBy(() -> target.start(REF))
          .isInstanceOfSatisfying(
              PlatformException.class, e -> assertThat(e.failure().transientFault()).isTrue());
    }
  }

  @Test
  void aCutWhilePollingIsForgiven() throws IOException {
    var at = node("9.1.3");
    at.on("GET " + VM + "/status/current", Reply.data("{\"status\":\"stopped\"}"));
    at.on("POST " + VM + "/status/start", Reply.task());
    at.on(
        "GET /nodes/pve1/tasks/" + PveClient.segment(TestNode.TASK_ID) + "/status",
        new Reply(596, ""),
        Reply.data("{\"status\":\"stopped\",\"exitstatus\":\"OK\"}"));
    try (var target = at.connect()) {
      target.start(REF);
    }
  }

  @Test
  void aWaiterThatIsToldToStopStopsTheTask() throws Exception {
    var at = node("9.1.3");
    var asked = new CountDownLatch(1);
    var task = "/nodes/pve1/tasks/" + PveClient.segment(TestNode.TASK_ID);
    at.on("GET " + VM + "/status/current", Reply.data("{\"status\":\"stopped\"}"));
    at.on("POST " + VM + "/status/start", Reply.task());
    at.when(
        "GET " + task + "/status",
        _ -> {
          asked.countDown();
          return Reply.data("{\"status\":\"running\"}");
        });
    at.on("DELETE " + task, Reply.data("null"));
    try (var target = at.connect()) {
      var thrown = new AtomicReference<Throwable>();
      var waiter =
          Thread.ofVirtual().unstarted(() -> thrown.set(catchThrowable(() -> target.start(REF))));
      waiter.start();
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      waiter.interrupt();
      assertThat(waiter.join(Duration.ofSeconds(20))).isTrue();
      assertThat(thrown.get()).hasMessageContaining("told to stop");
    }
    at.only("DELETE " + task);
  }

  @Test
  void handOverRaisesTheLinksAndLeavesWhatPeopleWrote() throws IOException {
    var at = node("9.1.3");
    at.on(
        "GET " + CONFIG,
        Reply.data(
            "{\"digest\":\""
                + DIGEST
                + "\",\"description\":\"ask Ann\\n"
                + NOTES
                + "\","
                + "\"net0\":\"vmxnet3=00:50:56:AA:BB:0C,bridge=vmbr0,link_down=1,tag=12\"}"));
    at.on("PUT " + CONFIG, Reply.data("null"));
    try (var target = at.connect()) {
      refused(ErrorCode.NOT_OURS, () -> target.handOver(REF, new Marker("a", "b", "c")));
      target.handOver(REF, MARKER);
    }
    assertThat(at.only("PUT " + CONFIG).parameters())
        .isEqualTo(
            Map.of(
                "digest", DIGEST,
                "net0", "vmxnet3=00:50:56:AA:BB:0C,bridge=vmbr0,tag=12",
                "protection", "0",
                "description", "ask Ann"));
  }

  @Test
  void destroyReadsTheMarkerThenStopsUnprotectsAndDeletes() throws IOException {
    var at = node("9.1.3");
    at.on(
        "GET " + VM + "/status/current",
        Reply.data("{\"status\":\"running\",\"qmpstatus\":\"running\"}"));
    at.on("POST " + VM + "/status/stop", Reply.task());
    at.on("PUT " + CONFIG, Reply.data("null"));
    at.on("DELETE " + VM, Reply.task());
    var ours =
        config(
            ",\"scsi0\":\"local:104/vm-104-disk-0.raw,size=8M\",\"ide2\":\"local:iso/x.iso,media=cdrom\",\"sata0\":\"local:105/vm-105-disk-0.raw\"");
    at.on("GET " + CONFIG, ours, ours, ours, NO_CONFIG);
    at.on("GET " + LOCAL + "/content", Reply.data("[]"));
    try (var target = at.connect()) {
      target.destroy(REF, MARKER);
      target.destroy(REF, MARKER);
    }
    assertThat(at.only("DELETE " + VM).parameters())
        .isEqualTo(Map.of("destroy-unreferenced-disks", "0"));
    assertThat(at.only("PUT " + CONFIG).parameters())
        .isEqualTo(Map.of("digest", DIGEST, "protection", "0"));
    assertThat(at.only("GET " + LOCAL + "/content").parameters()).containsEntry("vmid", "104");
  }

  @Test
  void destroyLeavesAMachineAloneThatIsNotOurs() throws IOException {
    var at = node("9.1.3");
    at.on("GET " + CONFIG, config());
    try (var target = at.connect()) {
      refused(ErrorCode.NOT_OURS, () -> target.destroy(REF, new Marker("inst-1", "job-8", "f00d")));
    }
    assertThat(at.seen()).allMatch(s -> s.method().equals("GET"));
  }

  @Test
  void nodesShowStoragesAndBridges() throws IOException {
    var at = node("9.1.3");
    at.on(
        "GET /nodes",
        Reply.data(
            "[{\"node\":\"pve1\",\"status\":\"online\"},{\"node\":\"pve2\",\"status\":\"online\"},"
                + "{\"node\":\"pve3\",\"status\":\"offline\"}]"));
    at.on(
        "GET /nodes/pve1/storage",
        Reply.data("[" + ACTIVE.replaceFirst("\\{", "{\"storage\":\"local\",") + "]"));
    at.on("GET /nodes/pve1/network", Reply.data("[{\"iface\":\"vmbr1\"},{\"iface\":\"vmbr0\"}]"));
    at.on("GET /nodes/pve2/storage", new Reply(595, ""));
    at.on("GET /cluster/nextid", Reply.text("104"));
    try (var target = at.connect(Map.of("local", "/mnt/local"))) {
      var nodes = target.nodes();
      assertThat(nodes).extracting("online").containsExactly(true, false, false);
      assertThat(nodes.getFirst().networks()).containsExactly("vmbr0", "vmbr1");
      var storage = nodes.getFirst().storages().getFirst();
      assertThat(storage.mounted()).isTrue();
      assertThat(storage.available()).isEqualTo(1_000_000_000);
      assertThat(storage.content()).containsExactlyInAnyOrder("images", "import");
      assertThat(target.nextMachineId()).isEqualTo("104");
      assertThat(target.info().capabilities())
          .containsExactlyInAnyOrder(
              Capability.UPLOAD_IMPORT, Capability.SHARED_DIRECTORY, Capability.SERIAL_CONSOLE);
    }
  }

  @Test
  void powerIsWhatTheNodeSays() throws IOException {
    var at = node("9.1.3");
    at.on(
        "GET " + VM + "/status/current",
        Reply.data("{\"status\":\"stopped\",\"qmpstatus\":\"stopped\"}"),
        Reply.data("{\"status\":\"running\",\"qmpstatus\":\"running\"}"),
        Reply.data("{\"status\":\"running\",\"qmpstatus\":\"paused\"}"));
    try (var target = at.connect()) {
      assertThat(target.power(REF)).isEqualTo(PowerState.OFF);
      assertThat(target.power(REF)).isEqualTo(PowerState.ON);
      assertThat(target.power(REF)).isEqualTo(PowerState.SUSPENDED);
    }
  }

  @Test
  void aWrongSecretAndAWrongPinAreToldApartAndTheSecretStaysInside() throws IOException {
    var at = node("9.1.3");
    var endpoint = at.endpoint(Map.of());
    var wrong = new Secret("99999999-canary");
    assertThatThrownBy(() -> ProxmoxTarget.connect(endpoint, wrong))
        .hasMessageContaining("LOGIN_REFUSED")
        .hasMessageNotContaining("canary");
    var pin = "00".repeat(32);
    var mispinned =
        new Endpoint(endpoint.kind(), endpoint.url(), endpoint.username(), pin, Map.of());
    refused(
        ErrorCode.CERTIFICATE_MISMATCH, () -> ProxmoxTarget.connect(mispinned, TestNode.SECRET));
    var password =
        new Endpoint(endpoint.kind(), endpoint.url(), "root@pam", endpoint.trust(), Map.of());
    refused(ErrorCode.REQUEST_INVALID, () -> ProxmoxTarget.connect(password, wrong));
    assertThat(at.seen()).hasSize(1);
  }
}
