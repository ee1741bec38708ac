package io.vmto.sandbox.vcenter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.sandbox.Fault;
import io.vmto.sandbox.Fault.Action;
import io.vmto.sandbox.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** pyvmomi and qemu-img, which know nothing of us, use the pretend vCenter. */
@Timeout(300)
class ForeignClientIT {
  @TempDir Path folder;
  private Lab lab;

  @BeforeEach
  void start() throws Exception {
    lab = Lab.plain(folder);
  }

  @AfterEach
  void stop() throws Exception {
    lab.close();
  }

  private JsonNode pyvmomi(String... arguments) throws Exception {
    return Json.read(Peers.pyvmomi(lab.json(), arguments).ok().out());
  }

  @Test
  void pyvmomiReadsTheInventoryInPages() throws Exception {
    var answer = pyvmomi("inventory");
    assertThat(answer.path("pages").asInt()).isEqualTo(2);
    assertThat(answer.path("place").toString())
        .isEqualTo("[\"Office\",\"vm\",\"DC0\",\"Lab\",\"Datacenters\"]");
    assertThat(answer.path("host").asString())
        .isEqualTo(lab.ready().at("/vcenter/esxi/thumbprint").asString());
    var web = named(answer.path("machines"), "web");
    assertThat(web.path("uuid").asString()).isEqualTo("421f3c5e-77d1-4e0b-8b5e-0123456789ab");
    assertThat(web.path("firmware").asString()).isEqualTo("efi");
    assertThat(web.path("memory").asInt()).isEqualTo(1536);
    assertThat(web.path("nics").toString())
        .isEqualTo("[[\"vim.vm.device.VirtualVmxnet3\",\"00:50:56:ab:00:01\",\"VM Network\"]]");
    var disks = web.path("disks");
    assertThat(disks.size()).isEqualTo(3);
    assertThat(disks.path(0).path("key").asInt()).isEqualTo(2000);
    assertThat(disks.path(0).path("capacity").asLong()).isEqualTo(Files.size(lab.first));
    assertThat(disks.path(1).path("controller").asString()).contains("AHCI");
    assertThat(disks.path(1).path("unit").asInt()).isEqualTo(3);
    assertThat(disks.path(2).path("mode").asString()).isEqualTo("independent_persistent");
    assertThat(web.path("extents").path(1).asString())
        .isEqualTo("[datastore1] web/web_1-flat.vmdk");
  }

  @Test
  void everyAnswerKeepsTheOrderOfTheSchemaPyvmomiKnows() throws Exception {
    var answer = pyvmomi("schema");
    assertThat(answer.path("problems").toString()).isEqualTo("[]");
    assertThat(answer.path("seen").toString())
        .contains("VirtualDiskFlatVer2BackingInfo", "TaskInfo", "HttpNfcLeaseManifestEntry")
        .contains("VirtualMachineSummary", "HostListSummary", "InvalidPowerState", "UserSession")
        .contains("VirtualMachineSnapshotTree", "DiskChangeInfo", "DiskChangeExtent");
    assertThat(answer.path("unknown").asInt()).isEqualTo(500);
  }

  @Test
  void pyvmomiWaitsForUpdatesAndTasks() throws Exception {
    var answer = pyvmomi("updates");
    assertThat(answer.path("first").asString()).isEqualTo("enter");
    assertThat(answer.path("quiet").asBoolean()).isTrue();
    assertThat(answer.path("changes").toString())
        .isEqualTo("[[\"runtime.powerState\",\"poweredOn\"]]");
    assertThat(answer.path("stale").asString()).isEqualTo("refused");
    assertThat(answer.path("twice").asString()).isEqualTo("poweredOff");
  }

  @Test
  void pyvmomiWorksWithRandomPrefixes() throws Exception {
    lab.control("POST", "/vcenter/settings", Map.of("randomPrefixes", true, "pageSize", 1));
    assertThat(pyvmomi("inventory").path("pages").asInt()).isEqualTo(4);
    assertThat(pyvmomi("schema").path("problems").toString()).isEqualTo("[]");
  }

  @Test
  void changedAreasAreWhatTheFilesOfTheDatastoreSay() throws Exception {
    lab.control("POST", "/vcenter/settings", Map.of("changedAreas", 7));
    var answer = pyvmomi("changes", "web");
    for (var yes : new String[] {"early", "still", "second", "unknown", "later", "end", "tools"}) {
      assertThat(answer.path(yes).asBoolean()).as(yes).isTrue();
    }
    assertThat(answer.path("reset").asBoolean()).as("a hard stop resets").isTrue();
    assertThat(answer.path("first").toString()).isEqualTo("[null,null]");
    for (var each : new String[] {"allocated", "merged", "exact", "final"}) {
      assertThat(answer.path(each).toString()).as(each).isEqualTo("[true,true]");
    }
    assertThat(answer.path("running").path(0).asString())
        .isEqualTo("[datastore1] web/web-000001.vmdk");
    assertThat(answer.path("parents")).isEqualTo(answer.path("frozen"));
    assertThat(answer.path("frozen").path(0).asString()).isEqualTo("[datastore1] web/web.vmdk");
    assertThat(answer.path("changed").path(0).asInt()).isGreaterThan(20);
    assertThat(answer.path("pages").path(0).asInt()).as("pages of 7 areas").isGreaterThan(2);
  }

  @Test
  void aKnownBugOfHostsCanBeSwitchedOn() throws Exception {
    lab.control(
        "POST", "/vcenter/settings", Map.of("bugs", new String[] {"lost-in-consolidation"}));
    var answer = pyvmomi("changes", "web");
    assertThat(answer.path("exact").toString()).as("changes are missing").contains("false");
  }

  @Test
  void anExportedStreamIsTheRawDiskInTheEyesOfQemu() throws Exception {
    var answer = pyvmomi("export", "web", folder.toString());
    assertThat(answer.path("states").toString()).isEqualTo("[\"initializing\",\"ready\"]");
    assertThat(answer.path("after").asString()).isEqualTo("gone");
    assertThat(answer.path("blocked").asString()).isEqualTo("refused");
    var devices = answer.path("devices");
    // The independent disk is left out, the nvram comes along.
    assertThat(devices.size()).isEqualTo(3);
    assertThat(devices.path(2).path("disk").asBoolean()).isFalse();
    assertThat(devices.path(0).path("key").asString())
        .matches("/vm-\\d+/ParaVirtualSCSIController0:0");
    assertThat(devices.path(0).path("length").isNull()).isTrue();
    assertThat(answer.path("manifest").size()).isEqualTo(2);
    for (int i = 0; i < 2; i++) {
      var device = devices.path(i);
      var entry = answer.path("manifest").path(i);
      assertThat(entry.path("sha1")).isEqualTo(device.path("sha1"));
      assertThat(entry.path("type").asString()).isEqualTo("sha256");
      assertThat(entry.path("checksum")).isEqualTo(device.path("sha256"));
      assertThat(entry.path("size")).isEqualTo(device.path("size"));
      String stream = device.path("file").asString();
      Peers.qemuImg("check", "-f", "vmdk", stream).ok();
      String raw = (i == 0 ? lab.first : lab.second).toString();
      Peers.qemuImg("compare", "-f", "vmdk", "-F", "raw", stream, raw).ok();
    }
    assertThat(
            Json.read(
                    Peers.qemuImg("info", "--output=json", devices.path(0).path("file").asString())
                        .ok()
                        .out())
                .at("/format-specific/data/create-type")
                .asString())
        .isEqualTo("streamOptimized");
  }

  @Test
  void aStarInTheUrlStandsForTheAddressOneIsConnectedTo() throws Exception {
    lab.control("POST", "/vcenter/settings", Map.of("nfcHost", "star"));
    var star = pyvmomi("export", "web", folder.toString());
    assertThat(star.at("/devices/0/host").asString()).isEqualTo("*");
    lab.control("POST", "/vcenter/settings", Map.of("nfcHost", "star-port"));
    var port = pyvmomi("export", "web", folder.toString());
    assertThat(port.at("/devices/0/host").asString()).startsWith("*:");
  }

  @Test
  void qemuReadsTheFlatExtentOverHttps() throws Exception {
    Peers.require("qemu-curl", "sh", "-c", "ls /usr/lib/*/qemu/block-curl.so");
    var access = lab.ready().path("vcenter").path("esxi");
    // Credentials go in a file: qemu's option syntax has its own idea of commas and URLs.
    var password = Files.writeString(folder.resolve("pw"), access.path("password").asString());
    String url =
        access.path("url").asString()
            + "/folder/web/web-flat.vmdk?dcPath=ha-datacenter&dsName=datastore1";
    String node =
        Json.write(
            Map.of(
                "driver",
                "raw",
                "file",
                Map.of(
                    "driver", "https",
                    "url", url,
                    "sslverify", "off",
                    "username", access.path("username").asString(),
                    "password-secret", "pw")));
    var copy = folder.resolve("copy.raw").toString();
    // One request at a time: with several, its curl driver has lost a wake-up and waited for ever
    // with every answer in hand (QEMU 7.2, 2 of 60; none of 250 like this).
    Peers.qemuImg(
            "convert",
            "-m",
            "1",
            "--object",
            "secret,id=pw,format=raw,file=" + password,
            "-O",
            "raw",
            "json:" + node,
            copy)
        .ok();
    Peers.qemuImg("compare", "-f", "raw", "-F", "raw", copy, lab.first.toString()).ok();
  }

  @Test
  void theDescriptorOnTheDatastoreIsOneQemuUnderstands() throws Exception {
    var flat = Path.of(disks("web").path(0).path("file").asString());
    var descriptor = flat.resolveSibling("web.vmdk").toString();
    Peers.qemuImg("compare", "-f", "vmdk", "-F", "raw", descriptor, lab.first.toString()).ok();
  }

  @Test
  void curlSeesRangesHeadsAndRefusalsOfTheDatastore() throws Exception {
    var access = lab.ready().path("vcenter");
    String basic =
        Base64.getEncoder()
            .encodeToString(
                (access.path("username").asString() + ":" + access.path("password").asString())
                    .getBytes(UTF_8));
    String url = access.path("url").asString() + "/folder/%s?dcPath=Lab%%2FDC0&dsName=datastore1";
    String flat = url.formatted("web/web-flat.vmdk");
    String[] auth = {"-H", "Authorization: Basic " + basic};
    assertThat(curl(flat)).isEqualTo("401");
    assertThat(curl("-u", "root:wrong", flat)).isEqualTo("401");
    assertThat(curl(auth[0], auth[1], "-I", flat)).isEqualTo("200");
    assertThat(curl(auth[0], auth[1], url.formatted("web/none-flat.vmdk"))).isEqualTo("404");
    assertThat(curl(auth[0], auth[1], "--path-as-is", url.formatted("../inventory.json")))
        .isEqualTo("404");
    assertThat(curl(auth[0], auth[1], url.formatted("legacy-db/legacy-db-flat.vmdk")))
        .as("a running machine's disk is locked")
        .isEqualTo("500");
    assertThat(curl(auth[0], auth[1], "-r", "1000-1999", flat)).isEqualTo("206");
    try (var raw = Files.newInputStream(lab.first)) {
      raw.skipNBytes(1000);
      assertThat(folder.resolve("body")).hasBinaryContent(raw.readNBytes(1000));
    }
    assertThat(curl(auth[0], auth[1], "-r", "99999999-", flat)).isEqualTo("416");
    lab.fault(Fault.once("folder.read", Action.REFUSE));
    assertThat(curl(auth[0], auth[1], "-I", flat)).isEqualTo("500");
    assertThat(curl(auth[0], auth[1], "-I", flat)).isEqualTo("200");
  }

  private String curl(String... arguments) throws Exception {
    var command =
        new java.util.ArrayList<>(
            java.util.List.of(
                "curl",
                "-s",
                "--cacert",
                lab.ready().at("/vcenter/pem").asString(),
                "-o",
                folder.resolve("body").toString(),
                "-w",
                "%{http_code}"));
    command.addAll(java.util.List.of(arguments));
    return Peers.run(command.toArray(String[]::new)).out();
  }

  @Test
  void aRestartKeepsMachinesDisksPortsAndCertificates() throws Exception {
    var before = lab.ready();
    pyvmomi("updates");
    lab.control(
        "POST",
        "/vcenter/write",
        Map.of("machine", "web", "disk", 2000, "offset", 5, "hex", "0a0b"));
    var disks = lab.control("POST", "/vcenter/hash", Map.of("machine", "web"));
    lab.fault(Fault.once("never", Action.CUT));
    lab.restart();
    assertThat(lab.ready().path("vcenter")).isEqualTo(before.path("vcenter"));
    assertThat(lab.control("POST", "/vcenter/hash", Map.of("machine", "web"))).isEqualTo(disks);
    assertThat(lab.sandbox().faults().rules()).hasSize(1);
    assertThat(pyvmomi("inventory").path("machines").size()).isEqualTo(4);
  }

  private JsonNode disks(String machine) throws Exception {
    return named(lab.state().at("/vcenter/machines"), machine).path("disks");
  }

  private static JsonNode named(JsonNode machines, String name) {
    for (var machine : machines) {
      if (machine.path("name").asString().equals(name)) {
        return machine;
      }
    }
    throw new AssertionError("no " + name + " in " + machines);
  }
}
