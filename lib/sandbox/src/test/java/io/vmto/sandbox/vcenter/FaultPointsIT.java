package io.vmto.sandbox.vcenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.sandbox.Fault;
import io.vmto.sandbox.Fault.Action;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault point bites on the wire, and the pretend vCenter keeps the promises of a real one.
 */
@Timeout(120)
class FaultPointsIT {
  @TempDir Path folder;
  private Lab lab;
  private RawClient client;
  private String web;

  @BeforeEach
  void start() throws Exception {
    lab = Lab.plain(folder);
    client = new RawClient(lab.ready().path("vcenter"));
    for (var machine : lab.state().at("/vcenter/machines")) {
      if (machine.path("name").asString().equals("web")) {
        web = machine.path("id").asString();
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    lab.close();
  }

  @Test
  void nobodyGetsInWithoutTheRightPasswordOrTwice() throws Exception {
    assertFault(
        client.call("CurrentTime", "ServiceInstance", "ServiceInstance", ""), "NotAuthenticated");
    assertFault(client.login("wrong"), "InvalidLogin");
    assertThat(client.login().statusCode()).isEqualTo(200);
    assertFault(client.login(), "InvalidLogin");
    assertThat(client.cookie()).matches("vmware_soap_session=\"[0-9a-f]{32}\"");
  }

  @Test
  void anInjectedFaultOfAnyTypeComesFromAnyMethod() throws Exception {
    lab.fault(Fault.once("soap.Login", Action.REFUSE).detail("InvalidLogin"));
    assertFault(client.login(), "InvalidLogin");
    assertThat(client.login().statusCode()).isEqualTo(200);
    lab.fault(Fault.once("soap.ExportVm", Action.REFUSE).detail("RestrictedVersion"));
    assertFault(client.call("ExportVm", "VirtualMachine", web, ""), "RestrictedVersion");
    lab.fault(Fault.once("soap.CurrentTime", Action.EXPIRE));
    assertFault(
        client.call("CurrentTime", "ServiceInstance", "ServiceInstance", ""), "NotAuthenticated");
  }

  @Test
  void anAnswerIsCutStalledOrLostAfterTheEffect() throws Exception {
    client.login();
    lab.fault(Fault.once("soap.CurrentTime", Action.CUT).after(20));
    assertThatThrownBy(() -> client.call("CurrentTime", "ServiceInstance", "ServiceInstance", ""))
        .isInstanceOf(IOException.class);
    lab.fault(Fault.once("soap.CurrentTime", Action.STALL));
    assertThatThrownBy(() -> client.call("CurrentTime", "ServiceInstance", "ServiceInstance", ""))
        .isInstanceOf(HttpTimeoutException.class);
    lab.fault(Fault.once("soap.CurrentTime", Action.LIE));
    assertThat(client.call("CurrentTime", "ServiceInstance", "ServiceInstance", "").body())
        .startsWith("<html>");
    lab.fault(Fault.once("soap.ExportVm", Action.VANISH));
    assertThatThrownBy(() -> client.call("ExportVm", "VirtualMachine", web, ""))
        .isInstanceOf(IOException.class);
    assertThat(lab.state().at("/vcenter/leases").size()).isEqualTo(1);
  }

  @Test
  void aSessionEndsWhenIdleAndTakesItsLeasesWithIt() throws Exception {
    client.login();
    var lease = client.export(web);
    assertThat(lease).matches("session\\[[0-9a-f-]{36}][0-9a-f-]{36}");
    lab.control("POST", "/vcenter/settings", Map.of("sessionSeconds", 1));
    await(() -> sessions() == 1);
    assertThat(lab.state().at("/vcenter/leases").size()).isZero();
    assertFault(
        client.call("CurrentTime", "ServiceInstance", "ServiceInstance", ""), "NotAuthenticated");
    client.login();
    assertFault(
        client.lease("HttpNfcLeaseProgress", lease, "<percent>1</percent>"),
        "ManagedObjectNotFound");
  }

  @Test
  void withoutASessionPropertiesMayAlsoComeBackAsMissing() throws Exception {
    lab.control("POST", "/vcenter/settings", Map.of("lostSessionAsMissing", true));
    var answer =
        client.call(
            "RetrievePropertiesEx",
            "PropertyCollector",
            "propertyCollector",
            "<specSet><propSet><type>Folder</type><pathSet>name</pathSet></propSet><objectSet>"
                + "<obj type=\"Folder\">group-d1</obj></objectSet></specSet><options/>");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("<missingSet><path>name</path><fault><fault xsi:type=\"NotAuthenticated\">");
  }

  @Test
  void aLeaseWithoutProgressExpiresAndFreesTheMachine() throws Exception {
    client.login();
    lab.control("POST", "/vcenter/settings", Map.of("leaseSeconds", 1));
    var lease = ready();
    var url = url(lease);
    await(() -> property(lease, "state").contains("error"));
    assertThat(property(lease, "error")).contains("Timedout");
    assertThat(client.get(url, Map.of()).statusCode()).isEqualTo(404);
    assertFault(client.lease("HttpNfcLeaseProgress", lease, "<percent>5</percent>"), "Timedout");
    assertThat(client.export(web)).isNotEqualTo(lease);
  }

  @Test
  void progressKeepsALeaseAliveUntilAFaultEndsIt() throws Exception {
    client.login();
    var lease = ready();
    assertThat(client.lease("HttpNfcLeaseProgress", lease, "<percent>5</percent>").statusCode())
        .isEqualTo(200);
    lab.fault(Fault.once("lease.progress", Action.EXPIRE));
    assertFault(client.lease("HttpNfcLeaseProgress", lease, "<percent>6</percent>"), "Timedout");
  }

  @Test
  void aMachineThatRunsOrIsHeldIsNotExported() throws Exception {
    client.login();
    ready();
    assertFault(client.call("ExportVm", "VirtualMachine", web, ""), "TaskInProgress");
    lab.control("POST", "/vcenter/expire-leases", Map.of());
    lab.control("POST", "/vcenter/power", Map.of("machine", "web", "state", "poweredOn"));
    assertFault(client.call("ExportVm", "VirtualMachine", web, ""), "InvalidPowerState");
  }

  @Test
  void aUrlServesOnce() throws Exception {
    client.login();
    var url = url(ready());
    assertThat(client.get(url, Map.of("Range", "bytes=0-9")).statusCode()).isEqualTo(200);
    assertThat(client.get(url, Map.of()).statusCode()).isEqualTo(404);
  }

  @Test
  void aTruncatedStreamEndsProperlyOnTheWireAndQemuRefusesIt() throws Exception {
    client.login();
    byte[] whole = client.get(url(ready()), Map.of()).body();
    lab.control("POST", "/vcenter/expire-leases", Map.of());
    lab.fault(Fault.once("nfc.stream", Action.TRUNCATE).after(whole.length - 1536));
    byte[] cut = client.get(url(ready()), Map.of()).body();
    assertThat(cut).isEqualTo(Arrays.copyOf(whole, whole.length - 1536));
    var file = Files.write(folder.resolve("cut.vmdk"), cut);
    assertThat(Peers.qemuImg("check", "-f", "vmdk", file.toString()).exit()).isNotZero();
  }

  @Test
  void aStreamIsCutStalledOrEndedWithItsLease() throws Exception {
    client.login();
    for (var action : new Action[] {Action.CUT, Action.EXPIRE, Action.STALL}) {
      lab.fault(Fault.once("nfc.stream", action).after(100_000));
      var url = url(ready());
      assertThatThrownBy(() -> client.get(url, Map.of()))
          .as("%s", action)
          .isInstanceOf(IOException.class);
      lab.control("POST", "/vcenter/expire-leases", Map.of());
    }
  }

  @Test
  void aFlippedBitOfTheStreamDisagreesWithTheManifestButFlippedContentDoesNot() throws Exception {
    client.login();
    lab.fault(Fault.once("nfc.stream", Action.FLIP).after(70_000));
    var wire = ready();
    byte[] flipped = client.get(url(wire), Map.of()).body();
    assertThat(manifestSha1(wire)).isNotEqualTo(sha1(flipped));
    lab.control("POST", "/vcenter/expire-leases", Map.of());
    lab.fault(Fault.once("nfc.content", Action.FLIP).after(70_000));
    var content = ready();
    var file =
        Files.write(folder.resolve("content.vmdk"), client.get(url(content), Map.of()).body());
    assertThat(manifestSha1(content)).isEqualTo(sha1(Files.readAllBytes(file)));
    var compared =
        Peers.qemuImg("compare", "-f", "vmdk", "-F", "raw", file.toString(), lab.first.toString());
    assertThat(compared.exit()).isEqualTo(1);
    assertThat(compared.out()).contains("Content mismatch at offset");
    lab.control("POST", "/vcenter/expire-leases", Map.of());
    lab.fault(Fault.once("nfc.manifest", Action.LIE));
    var lied = ready();
    client.get(url(lied), Map.of());
    assertThat(manifestSha1(lied)).isEqualTo("0".repeat(40));
  }

  @Test
  void aWrongThumbprintIsGivenOutOnDemand() throws Exception {
    client.login();
    var truth = lab.ready().at("/vcenter/esxi/thumbprint").asString();
    lab.fault(Fault.once("nfc.thumbprint", Action.LIE));
    var lease = ready();
    assertThat(RawClient.between(property(lease, "info"), "sslThumbprint").orElseThrow())
        .isNotEqualTo(truth);
    assertThat(RawClient.between(property(lease, "info"), "sslThumbprint")).contains(truth);
  }

  @Test
  void aFileOpenOverNfcIsLockedForTheDatastoreAndTheOtherWayRound() throws Exception {
    client.login();
    var lease = ready();
    var auth = Map.of("Cookie", client.cookie());
    String flat = flat("web");
    assertThat(client.get(flat, auth).statusCode()).isEqualTo(500);
    client.lease("HttpNfcLeaseAbort", lease, "");
    lab.fault(Fault.once("folder.read", Action.STALL).after(4096));
    var reader = Thread.ofVirtual().start(() -> readUntilTimeout(flat, auth));
    await(() -> faultsLeft() == 0);
    var blocked = client.export(web);
    await(() -> property(blocked, "state").contains("error"));
    assertThat(property(blocked, "error")).contains("FileFault", "Failed to lock the file");
    reader.join();
  }

  @Test
  void aReadOfTheDatastoreIsCutOrHasAWrongBit() throws Exception {
    client.login();
    var auth = Map.of("Cookie", client.cookie(), "Range", "bytes=0-9999");
    byte[] right = client.get(flat("web"), auth).body();
    lab.fault(Fault.once("folder.read", Action.FLIP).after(17));
    right[17] ^= 1;
    assertThat(client.get(flat("web"), auth).body()).isEqualTo(right);
    lab.fault(Fault.once("folder.read", Action.CUT).after(17));
    assertThatThrownBy(() -> client.get(flat("web"), auth)).isInstanceOf(IOException.class);
  }

  @Test
  void aTaskFailsOnDemand() throws Exception {
    client.login();
    lab.fault(Fault.once("task.VirtualMachine.powerOn", Action.FAIL).detail("FileFault"));
    var task =
        RawClient.between(
                client.call("PowerOnVM_Task", "VirtualMachine", web, "").body(), "returnval")
            .orElseThrow();
    await(() -> client.property("Task", task, "info").contains(">error<"));
    assertThat(client.property("Task", task, "info")).contains("xsi:type=\"FileFault\"");
  }

  @Test
  void nastyAnswersCarryElementsNobodyKnows() throws Exception {
    lab.control("POST", "/vcenter/settings", Map.of("extraElements", true, "randomPrefixes", true));
    var content =
        client.call("RetrieveServiceContent", "ServiceInstance", "ServiceInstance", "").body();
    assertThat(content).contains(":fromTheFuture>").contains("xmlns:v");
    assertThat(content).doesNotContain("soapenv").contains(":rootFolder type=\"Folder\">group-d1<");
  }

  @Test
  void foreignMachinesAreWatchedByTheirHash() throws Exception {
    var before = lab.state().at("/vcenter/machines/0/disks/0/sha256").asString();
    lab.control("POST", "/vcenter/flip", Map.of("machine", "legacy-db", "disk", 2000, "offset", 9));
    var disk = lab.state().at("/vcenter/machines/0/disks/0");
    assertThat(disk.path("sha256").asString()).isNotEqualTo(before);
    var sum = Peers.run("sha256sum", disk.path("file").asString()).ok().out();
    assertThat(sum).startsWith(disk.path("sha256").asString());
  }

  private String ready() throws Exception {
    var lease = client.export(web);
    await(() -> property(lease, "state").contains(">ready<"));
    return lease;
  }

  private String property(String lease, String name) throws IOException, InterruptedException {
    return client.property("HttpNfcLease", lease, name);
  }

  private String url(String lease) throws Exception {
    return RawClient.between(property(lease, "info"), "url").orElseThrow();
  }

  private String manifestSha1(String lease) throws Exception {
    var body = client.lease("HttpNfcLeaseGetManifest", lease, "").body();
    return RawClient.between(body, "sha1").orElseThrow();
  }

  private static String sha1(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
  }

  private String flat(String vm) throws Exception {
    return lab.ready().at("/vcenter/url").asString()
        + "/folder/%1$s/%1$s-flat.vmdk?dcPath=Lab/DC0&dsName=datastore1".formatted(vm);
  }

  private void readUntilTimeout(String address, Map<String, String> headers) {
    assertThatThrownBy(() -> client.get(address, headers)).isInstanceOf(IOException.class);
  }

  private int sessions() throws Exception {
    return lab.state().at("/vcenter/sessions").size();
  }

  private int faultsLeft() {
    return lab.sandbox().faults().rules().size();
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("awaited in time").isLessThan(end);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static void assertFault(HttpResponse<String> answer, String type) {
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body())
        .contains("<" + type + "Fault xmlns=\"urn:vim25\" xsi:type=\"" + type + "\">");
  }
}
