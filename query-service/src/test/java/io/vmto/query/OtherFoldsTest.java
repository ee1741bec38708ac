package io.vmto.query;

import static io.vmto.query.Examples.FAILURE;
import static io.vmto.query.Examples.at;
import static io.vmto.query.Examples.evidence;
import static io.vmto.query.Examples.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.Event;
import io.vmto.contract.connection.ConnectionEvent.ConnectionBroken;
import io.vmto.contract.connection.ConnectionEvent.ConnectionCreated;
import io.vmto.contract.connection.ConnectionEvent.ConnectionLimited;
import io.vmto.contract.connection.ConnectionEvent.ConnectionReachable;
import io.vmto.contract.connection.ConnectionEvent.ConnectionRemoved;
import io.vmto.contract.connection.ConnectionEvent.FingerprintConfirmed;
import io.vmto.contract.connection.ConnectionEvent.FingerprintPresented;
import io.vmto.contract.connection.ConnectionEvent.SshChanged;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.SecretRef;
import io.vmto.contract.job.JobEvent.JobImageCheckAsked;
import io.vmto.contract.job.JobEvent.JobImageChecked;
import io.vmto.contract.job.JobId;
import io.vmto.contract.license.License;
import io.vmto.contract.license.LicenseEvent.LicenseInstalled;
import io.vmto.contract.license.LicenseEvent.TrialStarted;
import io.vmto.contract.license.LicenseEvent.UseGranted;
import io.vmto.contract.license.LicenseEvent.UseRefused;
import io.vmto.contract.license.LicenseEvent.UseReturned;
import io.vmto.contract.transfer.Evidence.Kind;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.TransferEvent.EvidenceRecorded;
import io.vmto.contract.transfer.TransferEvent.ResourceClosed;
import io.vmto.contract.transfer.TransferEvent.ResourceIntended;
import io.vmto.contract.transfer.TransferEvent.ResourceOpened;
import io.vmto.contract.transfer.TransferId;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.ArtifactView.Check;
import io.vmto.contract.view.ConnectionView;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OtherFoldsTest {
  private static final ConnectionId C = new ConnectionId("c");
  private static final JobId JOB = new JobId("j");
  private static final TransferId T = TransferId.of(JOB);
  private static final Event IMAGE =
      new ResourceIntended(T, JOB, resource(Resource.Kind.ARTIFACT, "image-1", 1, "2000"), at(1));

  @Test
  void aStrangersFingerprintWaitsToBeConfirmed() {
    var shown = connection("", new FingerprintPresented(C, "AA:BB", at(1)));
    assertThat(shown.status()).isEqualTo(ConnectionStatus.UNTRUSTED);
    assertThat(shown.presentedFingerprint()).isEqualTo("AA:BB");

    var confirmed = ConnectionFold.evolve(shown, new FingerprintConfirmed(C, "AA:BB", at(2)));
    assertThat(confirmed.status()).isEqualTo(ConnectionStatus.CHECKING);
    assertThat(confirmed.endpoint().trust()).isEqualTo("AA:BB");
  }

  @Test
  void aPinnedFingerprintNeedsNoConfirmation() {
    var shown = connection("aa:bb", new FingerprintPresented(C, "AA:BB", at(1)));
    assertThat(shown.status()).isEqualTo(ConnectionStatus.CHECKING);
  }

  @Test
  void anAuthoritysWordIsNotReplacedByOneFingerprint() {
    var confirmed = connection("ca", new FingerprintConfirmed(C, "AA:BB", at(1)));
    assertThat(confirmed.endpoint().trust()).isEqualTo("ca");
  }

  @Test
  void aConnectionThatWorksAgainForgetsItsFailure() {
    var broken = connection("ca", new ConnectionBroken(C, FAILURE, at(1)));
    assertThat(broken.status()).isEqualTo(ConnectionStatus.BROKEN);
    assertThat(broken.failure()).isEqualTo(FAILURE);

    var ready =
        ConnectionFold.evolve(
            broken, new ConnectionReachable(C, "Proxmox VE", "9.1", Set.of("UPLOAD"), at(2)));
    assertThat(ready.status()).isEqualTo(ConnectionStatus.READY);
    assertThat(ready.failure()).isNull();
    assertThat(ready.version()).isEqualTo("9.1");
    assertThat(ready.updatedAt()).isEqualTo(at(2));
    assertThat(ready.createdAt()).isEqualTo(at(0));
  }

  @Test
  void sshAccessIsShownAndCheckedAnew() {
    var ssh = new Endpoint.Ssh("root", 22, "SHA256:" + "a".repeat(43));
    var given = connection("ca", new SshChanged(C, ssh, new SecretRef(C, 2), at(1)));
    assertThat(given.endpoint().ssh()).isEqualTo(ssh);
    assertThat(given.status()).isEqualTo(ConnectionStatus.CHECKING);
  }

  @Test
  void aLimitChangesNothingElseOfAConnectionAndStays() {
    var limited = connection("ca", new ConnectionLimited(C, 7_000, at(1)));
    assertThat(limited.bytesPerSecond()).isEqualTo(7_000);
    assertThat(limited.status()).isEqualTo(ConnectionStatus.CHECKING);
    var broken = ConnectionFold.evolve(limited, new ConnectionBroken(C, FAILURE, at(2)));
    assertThat(broken.bytesPerSecond()).isEqualTo(7_000);
    var reached =
        ConnectionFold.evolve(broken, new ConnectionReachable(C, "vc", "8", Set.of(), at(3)));
    assertThat(reached.bytesPerSecond()).isEqualTo(7_000);
  }

  @Test
  void aRemovedConnectionCanStillBeNamed() {
    var removed = connection("ca", new ConnectionRemoved(C, at(1)));
    assertThat(removed.status()).isEqualTo(ConnectionStatus.REMOVED);
    assertThat(removed.name()).isEqualTo("pve");
  }

  @Test
  void anImageGetsItsPlaceAndItsRoot() {
    var image =
        artifact(
            new ResourceOpened(T, JOB, "image-1", "store/j/2000.qcow2", at(2)),
            new EvidenceRecorded(T, JOB, evidence("2000", Kind.STREAM_ROOT, "r1"), at(3)),
            new EvidenceRecorded(T, JOB, evidence("2001", Kind.STREAM_ROOT, "r2"), at(4)),
            new EvidenceRecorded(T, JOB, evidence("2000", Kind.WIRE_DIGEST, "OK"), at(5)));

    assertThat(image)
        .isEqualTo(
            new ArtifactView(
                "image-1",
                JOB,
                "2000",
                "r1",
                "store/j/2000.qcow2",
                false,
                at(1),
                null,
                null,
                null));
  }

  @Test
  void onlyWhatWasReadBackIsAnImage() {
    var stream = new EvidenceRecorded(T, JOB, evidence("2000", Kind.STREAM_ROOT, "r1"), at(2));
    var reread = new EvidenceRecorded(T, JOB, evidence("2000", Kind.ARTIFACT_REREAD, "r1"), at(3));
    assertThat(artifact(stream).image()).isFalse();
    assertThat(artifact(stream, reread).image()).isTrue();
  }

  @Test
  void anImageThatIsReadAgainSaysWhatCameOfIt() {
    var root = new EvidenceRecorded(T, JOB, evidence("2000", Kind.STREAM_ROOT, "r1"), at(2));
    var asked = new JobImageCheckAsked(JOB, "image-1", at(3));
    assertThat(artifact(root, asked).check())
        .isEqualTo(new Check(at(3), null, "", "", false, null));
    var same = new JobImageChecked(JOB, "image-1", "r1", "qcow2 file", null, at(4));
    assertThat(artifact(root, asked, same).check())
        .isEqualTo(new Check(at(3), at(4), "r1", "qcow2 file", true, null));
    var other = new JobImageChecked(JOB, "image-1", "r2", "qcow2 file", null, at(4));
    assertThat(artifact(root, asked, same, asked, other).check().same()).isFalse();
  }

  @Test
  void aDeletedImageSaysWhenAndAKeptOneUntilWhen() {
    var deleted = artifact(new ResourceClosed(T, JOB, "image-1", "deleted", at(9)));
    assertThat(deleted.deletedAt()).isEqualTo(at(9));
    assertThat(deleted.keptUntil()).isNull();

    var kept =
        artifact(new ResourceClosed(T, JOB, "image-1", "kept until 2026-08-01T00:00:00.5Z", at(9)));
    assertThat(kept.deletedAt()).isNull();
    assertThat(kept.keptUntil()).isEqualTo("2026-08-01T00:00:00.5Z");
    assertThat(kept.keptAt(Instant.parse("2026-08-01T00:00:00.4Z"))).isTrue();
    assertThat(kept.keptAt(Instant.parse("2026-08-01T00:00:00.5Z"))).isFalse();
  }

  @Test
  void onlyImagesAreArtifacts() {
    var vm = resource(Resource.Kind.TARGET_VM, "vm-100", 0, "");
    assertThat(ArtifactFold.evolve(null, new ResourceIntended(T, JOB, vm, at(1)))).isNull();
  }

  @Test
  void theLicenceCountsWhoRunsAndWhatEachLicenceMoved() {
    var other = new JobId("k");
    var use =
        license(
            new TrialStarted(License.trial(at(0)), at(0)),
            new UseGranted(JOB, at(1)),
            new UseGranted(other, at(2)),
            new UseReturned(JOB, true, at(3)),
            new UseRefused(new JobId("x"), FAILURE, at(4)));
    assertThat(use.view().running()).containsExactly(other);
    assertThat(use.view().moved()).isEqualTo(1);

    var team = new License("L-1", "h", "team", 4, 9, at(900));
    var replaced = LicenseFold.evolve(use, new LicenseInstalled(team, at(5)));
    assertThat(replaced.view().terms()).isEqualTo(team);
    assertThat(replaced.view().moved()).isZero();
    assertThat(replaced.view().running()).containsExactly(other);
  }

  private static ConnectionView connection(String trust, Event event) {
    var endpoint =
        new Endpoint(PlatformKind.PROXMOX, "https://pve:8006", "root@pam!t", trust, Map.of());
    var created = new ConnectionCreated(C, "pve", endpoint, new SecretRef(C, 1), at(0));
    return ConnectionFold.evolve(ConnectionFold.evolve(null, created), event);
  }

  private static ArtifactView artifact(Event... events) {
    var artifacts = ArtifactFold.evolve(null, IMAGE);
    for (var event : events) {
      artifacts = ArtifactFold.evolve(artifacts, event);
    }
    return artifacts.artifacts().getFirst();
  }

  private static LicenseUse license(Event... events) {
    LicenseUse use = null;
    for (var event : events) {
      use = LicenseFold.evolve(use, event);
    }
    return use;
  }
}
