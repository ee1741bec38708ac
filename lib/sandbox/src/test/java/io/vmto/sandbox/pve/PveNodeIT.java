package io.vmto.sandbox.pve;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.sandbox.pve.PveSettings.Acl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The node as foreign clients see it: curl, openssl, qemu-img and the JDK's websocket. */
@Timeout(180)
class PveNodeIT {
  private static final String VM = "/nodes/pve1/qemu";
  private static final String LOCAL = "/nodes/pve1/storage/local";
  private static final long SIZE = 8 << 20;

  @TempDir Path dir;
  private Bench bench;
  private Path boot;

  @BeforeEach
  void image() throws Exception {
    Peer.qemu();
    boot = BootImage.raw(dir.resolve("boot.raw"), SIZE);
  }

  @AfterEach
  void stop() throws Exception {
    if (bench != null) {
      bench.close();
    }
  }

  private void start(PveSettings settings) throws Exception {
    bench = Bench.start(dir.resolve("data"), settings);
  }

  private void startPlain() throws Exception {
    start(PveSettings.plain(Bench.users(), Bench.tokens()));
  }

  private void startNasty() throws Exception {
    start(PveSettings.nasty(Bench.users(), Bench.tokens()));
  }

  private Path storage(String name) {
    return bench.node().storageRoot(name);
  }

  private void uploadAndCreate(String id, String... more) throws Exception {
    var uploaded = bench.await(bench.upload("local", boot, "boot.raw", "content", "import"));
    assertThat(uploaded.exit()).isEqualTo("OK");
    var form =
        new java.util.ArrayList<>(
            List.of(
                "vmid",
                id,
                "memory",
                "64",
                "serial0",
                "socket",
                "scsi0",
                "shared:0,import-from=local:import/boot.raw"));
    form.addAll(List.of(more));
    var created = bench.await(bench.post(VM, form.toArray(new String[0])));
    assertThat(created.exit()).as(created.log() + "").isEqualTo("OK");
  }

  @Test
  void theLeastPrivilegedTokenMovesAMachineFromUploadToDestruction() throws Exception {
    startNasty();
    bench.as(Bench.MIGRATE);
    String sha256 =
        Bench.run(List.of("openssl", "dgst", "-r", "-sha256", boot + "")).split(" ", -1)[0];
    var uploaded =
        bench.await(
            bench.upload(
                "local",
                boot,
                "boot.raw",
                "content",
                "import",
                "checksum-algorithm",
                "sha256",
                "checksum",
                sha256));
    assertThat(uploaded.exit()).isEqualTo("OK");
    assertThat(uploaded.log()).contains("calculating checksum...OK, checksum verified");
    String id = bench.get("/cluster/nextid").data().asString();
    assertThat(id).isEqualTo("102");
    uploadAndCreate(id, "protection", "1", "net0", "e1000,bridge=vmbr0,link_down=1");
    assertThat(compare("shared", id + "/vm-102-disk-0.raw")).contains("Images are identical.");
    assertThat(bench.await(bench.post(VM + "/102/status/start")).exit()).isEqualTo("OK");
    try (var console = Console.open(bench, Bench.MIGRATE, 102)) {
      String heard = console.await(BootImage.LINE);
      assertThat(heard).startsWith("OKstarting serial terminal on interface serial0");
      console.send("2");
      console.send("0:1:x");
      console.send("1:80:24:");
    }
    assertThat(bench.delete(VM + "/102").json().path("message").asString())
        .isEqualTo("can't remove VM 102 - protection mode enabled\n");
    bench.put(VM + "/102/config", "protection", "0");
    assertThat(bench.delete(VM + "/102").json().path("message").asString())
        .isEqualTo("VM 102 is running - destroy failed\n");
    bench.await(bench.post(VM + "/102/status/stop"));
    assertThat(bench.await(bench.delete(VM + "/102")).exit()).isEqualTo("OK");
    assertThat(storage("shared").resolve("images/102")).doesNotExist();
    assertForeignUntouched();
  }

  private String compare(String storage, String image) throws Exception {
    return Bench.run(
        List.of(
            "qemu-img",
            "compare",
            "-f",
            "raw",
            "-F",
            "raw",
            boot + "",
            storage(storage).resolve("images").resolve(image) + ""));
  }

  private void assertForeignUntouched() throws Exception {
    assertThat(bench.foreign()).hasSizeGreaterThanOrEqualTo(7);
    bench
        .foreign()
        .forEach(
            (object, marks) ->
                assertThat(marks.get("sha256")).as(object).isEqualTo(marks.get("sha256AtStart")));
  }

  @ParameterizedTest
  @CsvSource({
    "scsi0,pvscsi,vmxnet3",
    "scsi0,lsi,e1000e",
    "scsi0,megasas,e1000",
    "scsi0,virtio-scsi-pci,virtio",
    "sata0,lsi,rtl8139",
    "ide0,lsi,e1000",
    "virtio0,lsi,virtio"
  })
  void everyControllerAndCardBoots(String slot, String controller, String card) throws Exception {
    startPlain();
    bench.await(bench.upload("local", boot, "boot.raw", "content", "import"));
    bench.await(
        bench.post(
            VM,
            "vmid",
            "100",
            "memory",
            "64",
            "serial0",
            "socket",
            "scsihw",
            controller,
            "net0",
            card + ",bridge=vmbr0,link_down=1",
            slot,
            "shared:0,import-from=local:import/boot.raw"));
    var started = bench.await(bench.post(VM + "/100/status/start"));
    assertThat(started.log()).containsExactly("TASK OK");
    bench.as(Bench.IMP);
    try (var console = Console.open(bench, Bench.IMP, 100)) {
      console.await(BootImage.LINE);
    }
  }

  @Test
  void aVolumeWrittenThroughTheSharedDirectoryIsAttachedAsItIs() throws Exception {
    startPlain();
    bench.as(Bench.MIGRATE);
    bench.await(bench.post(VM, "vmid", "100", "memory", "64", "serial0", "socket"));
    var made =
        bench.post(
            "/nodes/pve1/storage/shared/content",
            "vmid",
            "100",
            "filename",
            "vm-100-disk-0.raw",
            "size",
            "8192",
            "format",
            "raw");
    assertThat(made.data().asString()).isEqualTo("shared:100/vm-100-disk-0.raw");
    Path file = storage("shared").resolve("images/100/vm-100-disk-0.raw");
    assertThat(file).hasSize(SIZE);
    Files.copy(boot, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    bench.put(VM + "/100/config", "scsi0", "shared:100/vm-100-disk-0.raw", "boot", "order=scsi0");
    assertThat(bench.get(VM + "/100/config").data().path("scsi0").asString())
        .isEqualTo("shared:100/vm-100-disk-0.raw,size=8M");
    bench.await(bench.post(VM + "/100/status/start"));
    try (var console = Console.open(bench, Bench.MIGRATE, 100)) {
      console.await(BootImage.LINE);
    }
    Files.write(storage("shared").resolve("import/nonce-7.raw"), new byte[1]);
    assertThat(bench.get("/nodes/pve1/storage/shared/content", "content", "import").text())
        .contains("shared:import/nonce-7.raw");
  }

  @Test
  void theByteFlipsAfterTheLastWriteAndBeforeTheFirstReadBack() throws Exception {
    startPlain();
    bench.fault("flip-target-byte");
    uploadAndCreate("100");
    assertThat(compare("shared", "100/vm-100-disk-0.raw")).contains("Content mismatch at offset");
  }

  @Test
  void theFirstFreeIdIsTakenBySomebodyElseInBetween() throws Exception {
    startNasty();
    bench.fault("vmid-taken");
    var reply = bench.post(VM, "vmid", "102");
    assertThat(reply.statusLine())
        .isEqualTo("HTTP/1.1 500 unable to create VM 102 - VM 102 already exists on node 'pve1'");
    assertThat(bench.get(VM + "/102/config").data().path("name").asString())
        .isEqualTo("somebody-elses-102");
    assertThat(bench.foreign()).containsKey("vm:102");
    assertForeignUntouched();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "refuse-auth;GET;/version;401",
        "proxy-595;GET;/version;595",
        "proxy-596;GET;/nodes;596"
      })
  void aFaultStrikesOnceAndIsOver(String point, String method, String path, int status)
      throws Exception {
    startPlain();
    bench.fault(point);
    assertThat(bench.request(method, path).status()).isEqualTo(status);
    assertThat(bench.request(method, path).status()).isEqualTo(200);
  }

  @Test
  void tasksEndInEveryBadWay() throws Exception {
    startPlain();
    bench.fault("task-warnings");
    assertThat(bench.await(bench.post(VM, "vmid", "100")).exit()).isEqualTo("WARNINGS: 1");
    bench.fault("task-vanishes");
    var vanished = bench.post(VM, "vmid", "101").data().asString();
    assertThat(
            bench
                .get("/nodes/pve1/tasks/" + Bench.encode(vanished) + "/status")
                .json()
                .path("errors")
                .path("upid")
                .asString())
        .isEqualTo("no such task");
    // Nobody remembers it, but it does its work.
    bench.awaitUnlocked(101);
    bench.fault("lock-timeout");
    assertThat(bench.await(bench.post(VM + "/100/status/stop")).exit())
        .isEqualTo("can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout");
    bench.fault("start-fails");
    assertThat(bench.await(bench.post(VM + "/100/status/start")).exit())
        .isEqualTo("start failed: QEMU exited with code 1");
    assertThat(bench.get(VM + "/100/status/current").data().path("status").asString())
        .isEqualTo("stopped");
  }

  @Test
  void aFullDiskTakesBackWhatWasMade() throws Exception {
    startPlain();
    bench.await(bench.upload("local", boot, "boot.raw", "content", "import"));
    for (String target : List.of("shared", "full")) {
      bench.fault("disk-full");
      var failed =
          bench.await(
              bench.post(
                  VM, "vmid", "100", "scsi0", target + ":0,import-from=local:import/boot.raw"));
      assertThat(failed.exit()).contains("No space left on device");
      assertThat(bench.get(VM + "/100/config").status()).isEqualTo(500);
      assertThat(storage(target).resolve("images/100")).doesNotExist();
    }
  }

  @Test
  void anUploadThatDoesNotFitOrBreaksLeavesNothingInTheSpool() throws Exception {
    start(PveSettings.plain(Bench.users(), Bench.tokens()).spooling(1 << 20));
    var full = bench.upload("local", boot, "boot.raw", "content", "import");
    assertThat(full.statusLine()).contains("No space left on device");
    bench.fault("upload-cut");
    var cut = bench.upload("local", boot, "boot.raw", "content", "import");
    assertThat(cut.statusLine()).isEmpty();
    assertThat(dir.resolve("data/pve/spool")).isEmptyDirectory();
    assertThat(bench.get(LOCAL + "/content", "content", "import").data()).isEmpty();
  }

  @Test
  void aRestartInMidTaskLeavesItFailedAndTheMachineLocked() throws Exception {
    start(PveSettings.plain(Bench.users(), Bench.tokens()).delaying(Duration.ofMinutes(1)));
    String upid = bench.post(VM, "vmid", "100").data().asString();
    bench.restart();
    var task = bench.get("/nodes/pve1/tasks/" + Bench.encode(upid) + "/status").data();
    assertThat(task.path("exitstatus").asString()).isEqualTo("unexpected status");
    assertThat(bench.get(VM + "/100/config").data().path("lock").asString()).isEqualTo("create");
  }

  @Test
  void aRunningTaskCanBeStopped() throws Exception {
    start(PveSettings.plain(Bench.users(), Bench.tokens()).delaying(Duration.ofMinutes(1)));
    String upid = bench.post(VM, "vmid", "100").data().asString();
    bench.delete("/nodes/pve1/tasks/" + Bench.encode(upid));
    assertThat(bench.await(upid).exit()).isEqualTo("interrupted by signal");
  }

  @Test
  void noQemuOutlivesTheNode() throws Exception {
    startPlain();
    uploadAndCreate("100");
    bench.await(bench.post(VM + "/100/status/start"));
    long pid = bench.get(VM + "/100/status/current").data().path("pid").asLong();
    assertThat(ProcessHandle.of(pid)).isPresent();
    bench.restart();
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(bench.get(VM + "/100/status/current").data().path("status").asString())
        .isEqualTo("stopped");
  }

  @Test
  void aNodeThatWasKilledEndsItsOrphansAtTheNextStart() throws Exception {
    var process = NodeProcess.start(dir.resolve("data"));
    long pid;
    try (var reader = process.inputReader()) {
      pid = Long.parseLong(reader.readLine());
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(NodeProcess.isQemu(pid)).isTrue();
    startPlain();
    assertThat(NodeProcess.isQemu(pid)).isFalse();
    assertThat(bench.get(VM + "/100/status/current").data().path("status").asString())
        .isEqualTo("stopped");
  }

  @Test
  void aTokenWithSeparatedRightsHasNoneOfItsOwnByBirth() throws Exception {
    var settings =
        PveSettings.plain(Bench.users(), Bench.tokens())
            .granting(List.of(new Acl("/", Bench.USER.id(), "Administrator")));
    bench = Bench.exactly(dir.resolve("data"), settings);
    bench.as(Bench.MIGRATE);
    assertThat(bench.post(VM, "vmid", "100").statusLine())
        .isEqualTo("HTTP/1.1 403 Permission check failed (/vms/100, VM.Allocate)");
    var refused = bench.upload("local", boot, "boot.raw", "content", "import");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text()).isEmpty();
    bench.login(Bench.USER);
    assertThat(bench.await(bench.post(VM, "vmid", "100")).exit()).isEqualTo("OK");
  }

  @Test
  void credentialsAreAskedForAndTicketsNeedTheirCsrfToken() throws Exception {
    startPlain();
    bench.as(new String[0]);
    assertThat(bench.get("/version").statusLine()).isEqualTo("HTTP/1.1 401 No ticket");
    var wrong = bench.post("/access/ticket", "username", "root@pam", "password", "guess");
    assertThat(wrong.statusLine()).isEqualTo("HTTP/1.1 401 authentication failure");
    assertThat(wrong.json().path("message").asString()).isEqualTo("authentication failure\n");
    var ticket =
        bench
            .post("/access/ticket", "username", "root@pam", "password", Bench.ROOT.password())
            .data();
    bench.as("-b", "PVEAuthCookie=" + Bench.encode(ticket.path("ticket").asString()));
    assertThat(bench.get("/version").status()).isEqualTo(200);
    assertThat(bench.post(VM, "vmid", "100").status()).isEqualTo(401);
    var forged = ticket.path("ticket").asString().replace("root@pam", "vmto@pve");
    bench.as("-b", "PVEAuthCookie=" + Bench.encode(forged));
    assertThat(bench.get("/version").status()).isEqualTo(401);
  }

  @Test
  void theOtherFormOfTheApiAlwaysAnswersOk() throws Exception {
    startPlain();
    var reply = bench.get("/api2/extjs" + VM + "/999/config");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("success").asInt()).isZero();
    assertThat(reply.json().path("status").asInt()).isEqualTo(500);
    assertThat(reply.json().path("message").asString()).contains("does not exist");
  }

  @Test
  void opensslSeesTheFingerprintTheNodeTells() throws Exception {
    startPlain();
    String seen =
        Bench.run(
            List.of(
                "openssl",
                "x509",
                "-noout",
                "-fingerprint",
                "-sha256",
                "-in",
                bench.certificate() + ""));
    String told = bench.get("/nodes").data().path(0).path("ssl_fingerprint").asString();
    assertThat(seen.strip()).isEqualToIgnoringCase("sha256 Fingerprint=" + told);
  }

  @Test
  void aChangeWithAnOldDigestIsRefused() throws Exception {
    startPlain();
    bench.await(bench.post(VM, "vmid", "100"));
    String digest = bench.get(VM + "/100/config").data().path("digest").asString();
    assertThat(bench.put(VM + "/100/config", "cores", "2", "digest", digest).status())
        .isEqualTo(200);
    assertThat(bench.put(VM + "/100/config", "cores", "3", "digest", digest).statusLine())
        .isEqualTo(
            "HTTP/1.1 500 detected modified configuration - file changed by other user? Try again.");
  }

  @Test
  void volumesStayOnStoragesThatTakeThem() throws Exception {
    startPlain();
    String content = "/nodes/pve1/storage/%s/content";
    assertThat(
            bench
                .post(
                    content.formatted("thin"),
                    "vmid",
                    "100",
                    "filename",
                    "vm-100-disk-0",
                    "size",
                    "4M")
                .data()
                .asString())
        .isEqualTo("thin:vm-100-disk-0");
    assertThat(storage("thin").resolve("vm-100-disk-0")).hasSize(4 << 20);
    assertThat(bench.get(content.formatted("offline")).json().path("message").asString())
        .isEqualTo("storage 'offline' is not online\n");
    assertThat(
            bench
                .post(
                    content.formatted("shared"), "vmid", "100", "filename", "../../x", "size", "4M")
                .status())
        .isEqualTo(500);
    assertThat(bench.get("/nodes/pve1/storage/shared/content/shared:..%2F..%2Fpve.pem").status())
        .isEqualTo(500);
    assertThat(bench.upload("thin", boot, "boot.raw", "content", "import").status()).isEqualTo(500);
  }

  @Test
  void versionEightKnowsItsOwnPrivilegeAndParameters() throws Exception {
    start(PveSettings.plain(Bench.users(), Bench.tokens()).speaking(8));
    assertThat(bench.get("/version").data().path("version").asString()).startsWith("8.");
    assertThat(bench.post(VM, "vmid", "100", "allow-ksm", "1").status()).isEqualTo(400);
    assertThat(bench.get("/access/permissions", "path", "/vms").text()).contains("VM.Monitor");
  }

  @Test
  void everyCallOfTheTableIsHandled() throws Exception {
    startPlain();
    assertThat(bench.node().unhandled()).isEmpty();
  }
}
