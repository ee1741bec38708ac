package io.vmto.sandbox.vcenter;

import static io.vmto.hypervisor.SourcePlatformContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.hypervisor.ExportContract;
import io.vmto.hypervisor.PlatformException;
import io.vmto.sandbox.Fault;
import io.vmto.sandbox.Fault.Action;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our own client sits the exam of a source platform, friendly vCenter first, nasty one second. */
@Timeout(120)
class VsphereSourceIT {

  abstract static class Exam implements ExportContract {
    @TempDir Path folder;
    Lab lab;

    abstract Lab lab(Path folder) throws IOException;

    @BeforeEach
    void start() throws IOException {
      lab = lab(folder);
    }

    // Whatever the test did, it left nothing behind and harmed nobody.
    @AfterEach
    void nothingIsLeftOver() throws Exception {
      try {
        var state = lab.state().path("vcenter");
        assertThat(state.path("leases").size()).as("leases").isZero();
        assertThat(state.path("sessions").size()).as("sessions, one is foreign").isEqualTo(1);
      } finally {
        lab.close();
      }
    }

    @Override
    public Subject subject() {
      try {
        var access = lab.ready().path("vcenter");
        var endpoint =
            new Endpoint(
                PlatformKind.VSPHERE,
                access.path("url").asString(),
                access.path("username").asString(),
                access.path("fingerprint").asString(),
                Map.of());
        var secret = new Secret(access.path("password").asString());
        return new Subject(endpoint, secret, "web", "mail-gw", List.of("Lab", "DC0"), lab.first);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Nested
  class Friendly extends Exam {
    @Override
    Lab lab(Path folder) throws IOException {
      return Lab.plain(folder);
    }

    @Test
    void machinesInAFolderOfMachinesAreShownThere() {
      try (var source = connect()) {
        assertThat(source.machine("mail-gw").folder()).containsExactly("Lab", "DC0", "Office");
      }
    }

    @Test
    void aStreamCutOnTheWayIsNotTakenForWhole() {
      lab.fault(Fault.once("nfc.stream", Action.CUT).after(100_000));
      try (var source = connect();
          var export = source.export("web")) {
        var stream = export.open(export.diskKeys().getFirst());
        assertThat(catchThrowable(stream::readAllBytes)).isNotNull();
      }
    }

    @Test
    void aRangeCutOnTheWayIsFinishedOverAnotherConnection() throws IOException {
      var content = Files.readAllBytes(lab.first);
      try (var source = connect();
          var disk = source.openDisk("web", firstDisk(source).key())) {
        lab.fault(Fault.once("folder.read", Action.CUT).after(100_000));
        var read = ByteBuffer.allocateDirect(content.length);
        disk.read(0, read);
        assertThat(read.flip()).isEqualTo(ByteBuffer.wrap(content));
        assertThat(lab.sandbox().faults().rules()).isEmpty();
      }
    }

    @Test
    void aLockThatPassesIsWaitedOutAndAnotherRangeIsNeverTaken() throws IOException {
      try (var source = connect();
          var disk = source.openDisk("web", firstDisk(source).key())) {
        lab.fault(Fault.once("folder.read", Action.REFUSE).times(2));
        disk.read(0, ByteBuffer.allocate(1000));
        lab.fault(Fault.once("folder.read", Action.LIE));
        assertRefused(ErrorCode.DISK_UNREADABLE, () -> disk.read(0, ByteBuffer.allocate(1000)));
      }
    }

    @Test
    void aHostWithAnotherThumbprintThanToldIsRefused() {
      lab.fault(Fault.once("nfc.thumbprint", Action.LIE).times(0));
      try (var source = connect()) {
        var thrown =
            catchThrowableOfType(
                PlatformException.class,
                () -> {
                  try (var export = source.export("web")) {
                    export.open(export.diskKeys().getFirst()).close();
                  }
                });
        assertThat(thrown.failure().code()).isEqualTo(ErrorCode.CERTIFICATE_MISMATCH);
      }
    }
  }

  @Nested
  class Nasty extends Exam {
    @Override
    Lab lab(Path folder) throws IOException {
      return Lab.nasty(folder);
    }

    /** A lease that only its own session can end is waited out, never stolen. */
    @Test
    @Override
    public void aLeaseOfADeadProcessIsAbandonedByItsIdTwice() {
      try (var dead = connect();
          var heir = connect();
          var lease = dead.export("web")) {
        heir.abandonExport(lease.leaseId());
        heir.abandonExport(lease.leaseId());
        assertThat(lease.diskKeys()).isNotEmpty();
        assertThat(catchThrowableOfType(PlatformException.class, () -> heir.export("web").close()))
            .isNotNull();
      }
    }
  }
}
