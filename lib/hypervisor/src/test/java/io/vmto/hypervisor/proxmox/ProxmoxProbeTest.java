package io.vmto.hypervisor.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.Diagnosis;
import io.vmto.contract.connection.Diagnosis.Finding;
import io.vmto.contract.connection.Diagnosis.Verdict;
import io.vmto.contract.connection.Secret;
import io.vmto.hypervisor.proxmox.TestNode.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxmoxProbeTest {
  @TempDir Path root;

  private static Map<ProxmoxAssumption, Verdict> verdicts(Diagnosis report) {
    return report.findings().stream()
        .collect(Collectors.toMap(f -> assumption(f.number()), Finding::verdict));
  }

  private static void content(TestNode node) {
    node.on(
        "GET /nodes/pve1/storage",
        Reply.data("[{\"storage\":\"local\",\"active\":1},{\"storage\":\"away\",\"active\":0}]"));
    node.on(
        "GET /nodes/pve1/storage/local/content",
        Reply.data("[{\"volid\":\"local:104/vm-104-disk-0.raw\",\"size\":4}]"));
    node.on("GET /nodes/pve1/network", Reply.data("[{\"iface\":\"vmbr0\"}]"));
    node.on("GET /nodes/pve1/status", Reply.data("{\"rootfs\":{\"avail\":1}}"));
    node.on("GET /nodes/pve1/qemu", Reply.data("[{\"vmid\":104}]"));
    node.on(
        "GET /nodes/pve1/qemu/104/config",
        Reply.data(
            "{\"digest\":\"58c948311ec5998efef5079d5931224d55fcefad\","
                + "\"cipassword\":\"canary-1\",\"description\":\""
                + TestNode.SECRET.reveal()
                + "\"}"));
    node.on(
        "GET /nodes/pve1/qemu/999999999/config",
        Reply.error(
            500, "Configuration file 'nodes/pve1/qemu-server/999999999.conf' does not exist"));
    node.on("GET /cluster/nextid", Reply.text("105"));
    node.on("GET /access", Reply.data("[{\"subdir\":\"acl\"},{\"subdir\":\"vncticket\"}]"));
    node.on(
        "GET /nodes/pve1/tasks",
        Reply.data("[{\"upid\":\"" + TestNode.TASK_ID + "\",\"endtime\":1,\"status\":\"OK\"}]"));
  }

  @Test
  void aServerAsWeKnowItHoldsEverythingThatReadingTells() throws IOException {
    Files.createDirectories(root.resolve("images/104"));
    Files.writeString(root.resolve("images/104/vm-104-disk-0.raw"), "four");
    try (var node = new TestNode("9.1.3")) {
      node.unjudged("GET /vmto");
      content(node);
      var endpoint = node.endpoint(Map.of("local", root.toString()));
      node.on(
          "GET /nodes",
          Reply.data(
              "[{\"node\":\"pve1\",\"status\":\"online\",\"ssl_fingerprint\":\""
                  + endpoint.trust()
                  + "\"}]"));
      var all =
          "VM.Allocate VM.Config.Disk VM.Config.Network VM.Config.Options VM.PowerMgmt VM.Audit"
              + " VM.Console Datastore.AllocateSpace Datastore.AllocateTemplate Datastore.Audit"
              + " SDN.Use";
      node.on("GET /access/permissions", permissions(all));
      var report = ProxmoxProbe.run(endpoint, TestNode.SECRET, new Secret(""));
      var byNeed =
          report.findings().stream()
              .collect(
                  Collectors.groupingBy(
                      f -> assumption(f.number()).check().startsWith("needs"),
                      Collectors.mapping(Finding::verdict, Collectors.toSet())));
      assertThat(byNeed.get(false)).as("%s", report.findings()).containsExactly(Verdict.HELD);
      assertThat(byNeed.get(true)).containsExactly(Verdict.UNKNOWN);
      assertThat(report.findings()).hasSameSizeAs(ProxmoxAssumption.values());
      assertThat(node.seen()).allMatch(s -> s.method().equals("GET"));
      assertThat(report.exchanges()).hasSameSizeAs(node.seen());
      assertThat(report.exchanges().toString())
          .contains("********")
          .doesNotContain("canary-1", TestNode.SECRET.reveal());
    }
  }

  private static Reply permissions(String privileges) {
    return Reply.data(
        Arrays.stream(privileges.split(" ", -1))
            .map(p -> "\"" + p + "\":1")
            .collect(Collectors.joining(",", "{\"/\":{", "}}")));
  }

  @Test
  void aServerThatIsDifferentIsSaidToBe() throws IOException {
    try (var node = new TestNode("8.3.5")) {
      node.unjudged("GET /vmto");
      content(node);
      node.on("GET /nodes/pve1/qemu/999999999/config", Reply.error(500, "something else"));
      node.on("GET /cluster/nextid", Reply.text("7"));
      node.on("GET /access", Reply.data("[{\"subdir\":\"acl\"}]"));
      node.on("GET /nodes/pve1/status", Reply.error(403, "Permission check failed (/, Sys.Audit)"));
      node.on("GET /access/permissions", permissions("Permissions.Modify VM.Allocate"));
      node.on(
          "GET /nodes/pve1/tasks",
          Reply.data("[{\"upid\":\"UPID:x\",\"endtime\":1,\"status\":\"\"}]"));
      var report =
          ProxmoxProbe.run(
              node.endpoint(Map.of("local", "/nowhere")), TestNode.SECRET, new Secret(""));
      var verdicts = verdicts(report);
      for (var broken :
          new ProxmoxAssumption[] {
            ProxmoxAssumption.MESSAGE_IN_BODY,
            ProxmoxAssumption.NODE_CERTIFICATE,
            ProxmoxAssumption.NEXT_ID,
            ProxmoxAssumption.TASK_IDS,
            ProxmoxAssumption.TASK_ENDS,
            ProxmoxAssumption.IMPORT_STORAGE,
            ProxmoxAssumption.RIGHTS,
            ProxmoxAssumption.NO_EXCESS,
            ProxmoxAssumption.SAME_DIRECTORY,
            ProxmoxAssumption.CONSOLE_BY_TOKEN
          }) {
        assertThat(verdicts).containsEntry(broken, Verdict.BROKEN);
      }
      assertThat(verdicts).containsEntry(ProxmoxAssumption.SPOOL_VISIBLE, Verdict.UNKNOWN);
    }
  }

  @Test
  void theNumbersOfTheListAreOneToItsEnd() {
    assertThat(Arrays.stream(ProxmoxAssumption.values()).map(ProxmoxAssumption::number))
        .containsExactlyElementsOf(
            java.util.stream.IntStream.rangeClosed(1, ProxmoxAssumption.values().length)
                .boxed()
                .toList());
  }

  private static ProxmoxAssumption assumption(int number) {
    return java.util.stream.Stream.of(ProxmoxAssumption.values())
        .filter(a -> a.number() == number)
        .findFirst()
        .orElseThrow();
  }
}
