package io.vmto.sandbox.pve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes the requests behind the recorded answers as far as their titles tell them, and compares
 * status line, body and task log. Recorded cases that are not replayed are listed by name.
 */
@Timeout(240)
class RecordedAnswersIT {
  private static final String VM = "/nodes/pve1/qemu";
  private static final String LIMITS = "transport limits";
  private static final String AUTH = "auth/upload/validation";
  private static final String CREATE = "create/resize/snapshot/config";
  private static final String LEAST = "least privilege";
  private static final String BOOT = "start/boot/stop";
  private static final String OVA = "ova/rollback/misc";
  private static final String ROOT = "import-metadata/root paths/json";

  /** Not served by the sandbox, or the request cannot be told from the title. */
  private static final Set<String> NOT_REPLAYED =
      Set.of(
          AUTH + " / snapshot",
          CREATE + " / snapshot",
          LEAST + " / drop tag",
          LEAST + " / status",
          LEAST + " / ping (no agent in guest)",
          LEAST + " / resize online",
          OVA + " / import-metadata ova",
          OVA + " / import-metadata qcow2",
          OVA + " / create from ova",
          OVA + " / cluster/resources vm",
          OVA + " / add esxi storage (no tools)",
          OVA + " / storage status",
          OVA + " / storage list",
          OVA + " / scan",
          OVA + " / move_disk",
          OVA + " / destroy 130",
          ROOT + " / import-metadata ova",
          ROOT + " / import-metadata qcow2",
          ROOT + " / move_disk",
          ROOT + " / cloudinit",
          ROOT + " / delete key + digest",
          ROOT + " / destroy 133 locked");

  @TempDir Path dir;
  private Recorded recorded;
  private final Set<String> replayed = new HashSet<>();
  private Bench bench;
  private Path boot;

  @BeforeEach
  void start() throws Exception {
    Peer.qemu();
    recorded = Recorded.load();
    bench = Bench.plain(dir.resolve("data"));
    boot = BootImage.raw(dir.resolve("boot.raw"), 8 << 20);
  }

  @AfterEach
  void stop() throws Exception {
    if (bench != null) {
      bench.close();
    }
  }

  @Test
  void theNodeAnswersAsTheRealOneDid() throws Exception {
    uploads();
    refusals();
    emptyMachine();
    imports();
    changes();
    power();
    rollback();
    transport();
    rootItself();
    var left = new HashSet<>(recorded.names());
    left.removeAll(replayed);
    assertThat(left).isEqualTo(NOT_REPLAYED);
  }

  private void uploads() throws Exception {
    Path qcow2 = image("t.qcow2", "qcow2");
    upload(AUTH, "upload qcow2", qcow2, "t.qcow2");
    upload(AUTH, "upload vmdk streamOptimized", stream(), "t.vmdk");
    upload(AUTH, "upload raw", boot, "t.raw");
    same(AUTH, "upload vhdx (bad ext)", upload(qcow2, "t.vhdx"));
    upload(AUTH, "upload qcow2 bytes named raw", qcow2, "fake.raw");
    Path backed = dir.resolve("backed.qcow2");
    Bench.run(
        List.of(
            "qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", boot + "", backed + ""));
    upload(AUTH, "upload qcow2 with backing file", backed, "backed.qcow2");
    same(
        AUTH,
        "content",
        bench.get("/nodes/pve1/storage/local/content", "content", "import"),
        "size");
    upload(CREATE, "upload boot.qcow2", qcow2, "boot.qcow2");
    upload(CREATE, "upload boot.vmdk", stream(), "boot.vmdk");
    task(
        OVA,
        "upload with wrong checksum",
        bench.upload(
            "local",
            boot,
            "bad.raw",
            "content",
            "import",
            "checksum-algorithm",
            "sha256",
            "checksum",
            "00"));
    task(
        CREATE,
        "delete import file",
        bench.delete("/nodes/pve1/storage/local/content/local:import/t.raw"));
    Path ova = Files.write(dir.resolve("vm1.ova"), new byte[2048]);
    upload(OVA, "upload ova", ova, "vm1.ova");
    same(
        OVA,
        "content import",
        bench.get("/nodes/pve1/storage/local/content", "content", "import"),
        "size");
  }

  private void refusals() throws Exception {
    same(AUTH, "config", bench.get(VM + "/100/config"));
    same(
        AUTH,
        "abs path (root token)",
        bench.post(VM, "vmid", "100", "scsi0", "local:0,import-from=" + boot));
    same(AUTH, "404", bench.get("/nodes/pve1/nope"));
    same(AUTH, "wrong node", bench.get("/nodes/pve9/qemu"));
    same(
        AUTH,
        "nonzero size",
        bench.post(VM, "vmid", "100", "scsi0", "local:8,import-from=local:import/boot.qcow2"));
    same(
        OVA,
        "import to raw",
        bench.post(
            VM,
            "vmid",
            "132",
            "efidisk0",
            "local:1,efitype=4m,file=local:1",
            "tpmstate0",
            "local:1,version=v2.0,file=local:1"));
    for (String group : List.of(OVA, ROOT)) {
      same(group, "config 132", bench.get(VM + "/132/config"));
      same(group, "destroy 132", bench.delete(VM + "/132"));
    }
    same(ROOT, "pending", bench.get(VM + "/132/pending"));
  }

  private void emptyMachine() throws Exception {
    task(AUTH, "exists", bench.post(VM, "vmid", "100"));
    task(AUTH, "resize", bench.put(VM + "/100/resize", "disk", "scsi0", "size", "+16M"));
    task(AUTH, "resize shrink", bench.put(VM + "/100/resize", "disk", "scsi0", "size", "1M"));
    same(AUTH, "ping stopped", bench.post(VM + "/100/agent/ping"));
    same(AUTH, "status", bench.get(VM + "/100/status/current"));
    task(CREATE, "destroy 100", bench.delete(VM + "/100", "purge", "1"));
  }

  private Bench.Reply createLinux(String id) throws Exception {
    return bench.post(
        VM,
        "vmid",
        id,
        "name",
        "t1",
        "memory",
        "128",
        "cores",
        "1",
        "kvm",
        "0",
        "cpu",
        "qemu64",
        "scsihw",
        "virtio-scsi-pci",
        "ostype",
        "l26",
        "agent",
        "1",
        "serial0",
        "socket",
        "scsi0",
        "local:0,import-from=local:import/boot.qcow2,discard=on,ssd=1",
        "net0",
        "virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=12",
        "boot",
        "order=scsi0");
  }

  private void imports() throws Exception {
    task(CREATE, "create", createLinux("100"));
    task(
        CREATE,
        "create vmdk->qcow2, uefi",
        bench.post(
            VM,
            "vmid",
            "101",
            "name",
            "t2",
            "memory",
            "256",
            "bios",
            "ovmf",
            "machine",
            "q35",
            "kvm",
            "0",
            "ostype",
            "win11",
            "efidisk0",
            "local:1,efitype=4m,pre-enrolled-keys=0",
            "sata0",
            "local:0,import-from=local:import/boot.vmdk,format=qcow2",
            "boot",
            "order=sata0"));
    same(CREATE, "config", bench.get(VM + "/100/config"));
    same(CREATE, "config101", bench.get(VM + "/101/config"));
    same(CREATE, "exists", bench.post(VM, "vmid", "100"));
  }

  private void changes() throws Exception {
    task(CREATE, "resize", bench.put(VM + "/100/resize", "disk", "scsi0", "size", "+16M"));
    task(CREATE, "resize shrink", bench.put(VM + "/100/resize", "disk", "scsi0", "size", "1M"));
    same(CREATE, "status", bench.get(VM + "/100/status/current"));
    same(CREATE, "ping", bench.post(VM + "/100/agent/ping"));
    task(CREATE, "stop", bench.post(VM + "/100/status/stop"));
    String more = "local:0,import-from=local:import/boot.qcow2";
    same(CREATE, "import onto existing (PUT config)", bench.put(VM + "/100/config", "scsi1", more));
    task(
        CREATE,
        "import onto existing (POST config)",
        bench.post(VM + "/100/config", "scsi1", more));
    same(CREATE, "delete unused", bench.put(VM + "/100/config", "delete", "unused0"));
    same(LEAST, "reset", bench.post(VM + "/100/status/reset"));
    task(LEAST, "destroy running", bench.delete(VM + "/100"));
    task(LEAST, "shutdown timeout", bench.post(VM + "/100/status/shutdown"));
    // Its log was lost in the recording.
    var gone = bench.await(bench.post(VM + "/100/status/stop"));
    assertThat(gone.exit())
        .isEqualTo(
            recorded
                .get(LEAST, "stop")
                .path("task_status")
                .path("data")
                .path("exitstatus")
                .asString());
    replayed.add(LEAST + " / stop");
  }

  private void power() throws Exception {
    task(BOOT, "create", createLinux("120"));
    task(BOOT, "start", bench.post(VM + "/120/status/start"));
    same(BOOT, "status", bench.get(VM + "/120/status/current"));
    same(BOOT, "ping (no agent in guest)", bench.post(VM + "/120/agent/ping"));
    task(BOOT, "start again", bench.post(VM + "/120/status/start"));
    task(BOOT, "shutdown timeout", bench.post(VM + "/120/status/shutdown", "timeout", "1"));
    task(BOOT, "stop", bench.post(VM + "/120/status/stop"));
    var destroyed = task(BOOT, "destroy", bench.delete(VM + "/120", "purge", "1"));
    same(
        OVA,
        "stop task of finished",
        bench.delete("/nodes/pve1/tasks/" + Bench.encode(destroyed.upid())));
    bench.await(
        bench.post(
            VM,
            "vmid",
            "110",
            "memory",
            "128",
            "net0",
            "e1000,bridge=vmbr0",
            "scsi0",
            "local:0,import-from=local:import/boot.qcow2"));
    task(LIMITS, "start 110 no kvm override", bench.post(VM + "/110/status/start"));
    same(LIMITS, "status", bench.get(VM + "/110/status/current"));
    task(LIMITS, "stop", bench.post(VM + "/110/status/stop"));
  }

  private void rollback() throws Exception {
    task(
        OVA,
        "two disks one bad",
        bench.post(
            VM,
            "vmid",
            "131",
            "scsi0",
            "local:0,import-from=local:import/boot.qcow2",
            "scsi1",
            "local:0,import-from=local:import/none.qcow2"));
    assertThat(bench.get(VM + "/131/config").status()).isEqualTo(500);
    assertThat(bench.get("/nodes/pve1/storage/local/content", "vmid", "131").data()).isEmpty();
  }

  private void transport() throws Exception {
    same(
        LIMITS,
        "chunked upload",
        bench.request("POST", VM, "-H", "Transfer-Encoding: chunked", "--data", "vmid=140"));
    same(
        LIMITS,
        "file part first",
        bench.request(
            "POST",
            "/nodes/pve1/storage/local/upload",
            "-F",
            "filename=@" + boot + ";filename=x.raw",
            "-F",
            "content=import"));
    Path big = Files.write(dir.resolve("big"), new byte[600_000]);
    same(LIMITS, "big body", bench.request("POST", VM, "--data-binary", "@" + big));
    String version =
        Bench.run(
            List.of(
                "curl",
                "-sk",
                "--http2",
                "-o",
                "/dev/null",
                "-w",
                "%{http_version}",
                bench.node().url() + "/api2/json/version"));
    assertThat(version).isEqualTo(recorded.get(LIMITS, "http2").path("raw").path(0).asString());
    replayed.add(LIMITS + " / http2");
  }

  private void rootItself() throws Exception {
    bench.login(Bench.ROOT);
    bench.await(bench.post(VM, "vmid", "150", "scsi0", "local:0,import-from=" + boot));
    same(ROOT, "abs path root@pam ticket", bench.get(VM + "/150/config"));
    same(
        ROOT,
        "json body",
        bench.request(
            "PUT",
            VM + "/150/config",
            "-H",
            "Content-Type: application/json",
            "--data",
            "{\"name\":\"json\",\"cores\":2}"));
    bench.as(Bench.IMP);
    var destroyed = task(ROOT, "destroy 150", bench.delete(VM + "/150"));
    assertThat(Recorded.normal(destroyed.status()))
        .isEqualTo(
            Recorded.normal(recorded.get(LIMITS, "quoted UPID encode").path("body").path("data")));
    replayed.add(LIMITS + " / quoted UPID encode");
  }

  private Path image(String name, String format) throws Exception {
    Path file = dir.resolve(name);
    Bench.run(List.of("qemu-img", "convert", "-f", "raw", "-O", format, boot + "", file + ""));
    return file;
  }

  private Path stream() throws Exception {
    Path file = dir.resolve("stream.vmdk");
    Bench.run(
        List.of(
            "qemu-img",
            "convert",
            "-f",
            "raw",
            "-O",
            "vmdk",
            "-o",
            "subformat=streamOptimized",
            boot + "",
            file + ""));
    return file;
  }

  private Bench.Reply upload(Path file, String name) throws Exception {
    return bench.upload("local", file, name, "content", "import");
  }

  private void upload(String group, String title, Path file, String name) throws Exception {
    task(group, title, upload(file, name));
  }

  /** Compares status line and body; numbers under these keys may differ as well. */
  private void same(String group, String title, Bench.Reply reply, String... alsoVariable) {
    var expected = recorded.get(group, title);
    replayed.add(group + " / " + title);
    if (expected.has("http")) {
      assertThat(reply.statusLine()).as(title).isEqualTo(expected.path("http").asString());
    }
    if (expected.has("body")) {
      String ours = Recorded.normal(reply.json()).toString();
      String theirs = Recorded.normal(expected.path("body")).toString();
      for (String key : alsoVariable) {
        ours = ours.replaceAll(key + "=\\d+", key);
        theirs = theirs.replaceAll(key + "=\\d+", key);
      }
      assertThat(ours).as(title).isEqualTo(theirs);
    }
  }

  private Bench.Ended task(String group, String title, Bench.Reply reply) throws Exception {
    same(group, title, reply);
    var expected = recorded.get(group, title);
    var ended = bench.await(reply);
    assertThat(Recorded.normal(ended.status()))
        .as(title)
        .isEqualTo(Recorded.normal(expected.path("task_status").path("data")));
    assertThat(Recorded.lines(ended.log()))
        .as(title)
        .isEqualTo(Recorded.lines(expected.path("task_log")));
    return ended;
  }
}
