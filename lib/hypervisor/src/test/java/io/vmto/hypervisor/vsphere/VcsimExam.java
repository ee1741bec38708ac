package io.vmto.hypervisor.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.Diagnosis.Exchange;
import io.vmto.contract.connection.Diagnosis.Verdict;
import io.vmto.hypervisor.Https;
import io.vmto.hypervisor.SourcePlatformContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our client against a server nobody here wrote. vcsim proves session, inventory, power and file
 * access; it has no ExportVm, asks nobody for a password at /folder, and never ends a session.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VcsimExam implements SourcePlatformContract {
  private final List<String> folder;
  private final String[] arguments;
  private Vcsim vcsim;
  private Subject subject;

  /**
   * @param folder where it keeps its machines, by its own manual
   */
  VcsimExam(List<String> folder, String... arguments) {
    this.folder = folder;
    this.arguments = arguments;
  }

  @BeforeAll
  void start(@TempDir Path dir) throws IOException {
    vcsim = Vcsim.start(arguments);
    try (var session = open()) {
      var machines = new Machines(new Inventory(session));
      var names = machines.all().stream().map(m -> m.name()).toList();
      var off = machines.find(names.get(0));
      session.call("PowerOffVM_Task", off.ref(), SoapArgs.none());
      var content = dir.resolve("content.raw");
      Files.write(content, random((int) off.disks().getFirst().disk().capacity()));
      put(session, off, Files.readAllBytes(content));
      subject =
          new Subject(
              vcsim.endpoint(), vcsim.secret(), names.get(0), names.get(1), folder, content);
    }
  }

  @AfterAll
  void stop() throws IOException {
    if (vcsim != null) {
      vcsim.close();
    }
  }

  @Override
  public Subject subject() {
    return subject;
  }

  private Session open() {
    return Session.open(vcsim.endpoint(), vcsim.secret(), Recorder.NONE);
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(2).nextBytes(bytes);
    return bytes;
  }

  /** vcsim's disks are empty files: fill one the way a datastore browser would. */
  private void put(Session session, VirtualMachine vm, byte[] content) throws IOException {
    var disk = vm.disks().getFirst();
    var path = DatastorePath.parse(disk.disk().location().replace(".vmdk", "-flat.vmdk"));
    var target = path.target(new Datacenters(session).pathOf(disk.datastore()));
    var patience = Duration.ofSeconds(10);
    var request = new Https.Request("PUT", target, Map.of(), content, patience, patience, true);
    try (var response = session.https().send(request)) {
      assertThat(response.status()).isIn(200, 201);
    }
  }

  @Test
  void aSessionTheServerForgotIsOpenedAgain() {
    try (var session = open()) {
      session.call("Logout", session.service("sessionManager"), SoapArgs.none());
      var machines = session.perform(() -> new Machines(new Inventory(session)).all());
      assertThat(machines).hasSizeGreaterThan(1);
    }
  }

  @Test
  void readersOfFilesRenewASessionThatIsOver() {
    try (var session = open()) {
      session.call("Logout", session.service("sessionManager"), SoapArgs.none());
      session.renew();
      assertThat(session.call("CurrentTime", Moref.SERVICE_INSTANCE, SoapArgs.none()).children())
          .hasSize(1);
      session.renew();
    }
  }

  @Test
  void nothingIsLeftBehindWhenASourceIsClosed() {
    try (var watcher = open()) {
      var before = sessions(watcher);
      VsphereSource.connect(vcsim.endpoint(), vcsim.secret()).close();
      assertThat(sessions(watcher)).isEqualTo(before);
    }
  }

  @Test
  void theProbeFindsWhatVcsimIsKnownToDoAndRecordsNoSecret() {
    var report = VsphereProbe.run(vcsim.endpoint(), vcsim.secret());
    assertThat(report.findings()).hasSize(VsphereAssumption.values().length);
    var verdicts = new EnumMap<VsphereAssumption, Verdict>(VsphereAssumption.class);
    report
        .findings()
        .forEach(finding -> verdicts.put(assumption(finding.number()), finding.verdict()));
    assertThat(verdicts)
        .containsEntry(VsphereAssumption.SESSION_COOKIE, Verdict.HELD)
        .containsEntry(VsphereAssumption.CONTROLLERS, Verdict.HELD)
        .containsEntry(VsphereAssumption.FOLDER_RANGE, Verdict.HELD)
        .containsEntry(VsphereAssumption.LEASE_KEYS, Verdict.UNKNOWN);
    assertThat(report.exchanges())
        .extracting(Exchange::title)
        .contains("Login", "RetrievePropertiesEx");
    assertThat(report.exchanges().toString())
        .contains("<password>********</password>")
        .doesNotContain("vcsim &amp; &lt;secret&gt;")
        .contains("<sessionId>********</sessionId>")
        .doesNotContainPattern("<key>[0-9a-f]{8}-")
        .doesNotContainPattern("session\\[[0-9a-f]");
  }

  private static List<String> sessions(Session session) {
    var manager = session.service("sessionManager");
    return new Inventory(session)
        .one(manager, "sessionList").get("sessionList").children().stream()
            .map(known -> known.text("key"))
            .toList();
  }

  private static VsphereAssumption assumption(int number) {
    return java.util.stream.Stream.of(VsphereAssumption.values())
        .filter(a -> a.number() == number)
        .findFirst()
        .orElseThrow();
  }
}
