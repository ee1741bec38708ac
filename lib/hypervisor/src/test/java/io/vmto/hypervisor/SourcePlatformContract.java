package io.vmto.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.machine.Machine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * Profile A of the exam every source platform sits: session, inventory, power state, disks, random
 * reads. Implement it with a {@link Subject}; {@link ExportContract} is profile C.
 */
public interface SourcePlatformContract {
  Subject subject();

  /**
   * Who is examined, with facts that were established without the client under test.
   *
   * @param off name of a machine that is powered off and has at least one disk with a flat extent
   * @param on name of a machine that is powered on
   * @param folder where {@code off} hangs
   * @param content raw content of the first disk of {@code off}
   */
  record Subject(
      Endpoint endpoint, Secret secret, String off, String on, List<String> folder, Path content) {}

  default SourcePlatform connect() {
    return Platforms.source(subject().endpoint(), subject().secret());
  }

  static void assertRefused(ErrorCode code, ThrowingCallable call) {
    var thrown = catchThrowableOfType(PlatformException.class, call);
    assertThat(thrown).as("a refusal with " + code).isNotNull();
    assertThat(thrown.failure().code()).isEqualTo(code);
    assertThat(thrown.failure().remedy()).isNotBlank();
  }

  @Test
  default void aWrongPasswordIsRefused() {
    assertRefused(
        ErrorCode.LOGIN_REFUSED,
        () -> Platforms.source(subject().endpoint(), new Secret("not the password")).close());
  }

  @Test
  default void aServerWithAnotherCertificateGetsNoPassword() {
    var right = subject().endpoint();
    var pin = "00:".repeat(31) + "00";
    var wrong = new Endpoint(right.kind(), right.url(), right.username(), pin, right.mounts());
    var thrown =
        catchThrowableOfType(
            PlatformException.class, () -> Platforms.source(wrong, subject().secret()).close());
    assertThat(thrown.failure().code()).isEqualTo(ErrorCode.CERTIFICATE_MISMATCH);
    assertThat(thrown.failure().facts())
        .containsEntry("expected", pin)
        .containsEntry("presented", right.trust());
  }

  @Test
  default void aMachineSaysWhereItHangsHoweverItIsAskedFor() {
    try (var source = connect()) {
      assertThat(source.machine(subject().off()).folder()).isEqualTo(subject().folder());
      assertThat(source.machines())
          .filteredOn(machine -> machine.name().equals(subject().off()))
          .extracting(Machine::folder)
          .containsExactly(subject().folder());
    }
  }

  @Test
  default void theServerSaysWhoItIs() {
    try (var source = connect()) {
      assertThat(source.info().product()).isNotBlank();
      assertThat(source.info().version()).matches("\\d+\\.\\d+.*");
      assertThat(source.info().capabilities()).contains(PlatformInfo.Capability.RANGE_READ);
    }
  }

  @Test
  default void theInventoryNamesEachMachineOnceWithItsPowerState() {
    try (var source = connect()) {
      var machines = source.machines();
      assertThat(machines).extracting(Machine::id).doesNotHaveDuplicates();
      assertThat(machines)
          .filteredOn(machine -> machine.name().equals(subject().off()))
          .extracting(Machine::power)
          .containsExactly(Machine.PowerState.OFF);
      assertThat(machines)
          .filteredOn(machine -> machine.name().equals(subject().on()))
          .extracting(Machine::power)
          .containsExactly(Machine.PowerState.ON);
    }
  }

  @Test
  default void aMachineIsTheSameByItsNameByItsIdAndInTheList() {
    try (var source = connect()) {
      var byName = source.machine(subject().off());
      assertThat(source.machine(byName.id())).isEqualTo(byName);
      assertThat(source.machines()).contains(byName);
    }
  }

  @Test
  default void aMachineHasTheHardwareATargetNeeds() throws IOException {
    try (var source = connect()) {
      var machine = source.machine(subject().off());
      assertThat(machine.cpus()).isPositive();
      assertThat(machine.memoryMiB()).isPositive();
      assertThat(machine.biosUuid()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
      assertThat(machine.disks().getFirst().capacity()).isEqualTo(Files.size(subject().content()));
      assertThat(machine.disks()).extracting(Machine.Disk::key).doesNotHaveDuplicates();
      assertThat(machine.disks()).extracting(Machine.Disk::location).doesNotContain("");
      assertThat(machine.nics()).extracting(Machine.Nic::network).doesNotContain("");
      assertThat(machine.nics())
          .extracting(Machine.Nic::mac)
          .allMatch(mac -> mac.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}"));
    }
  }

  @Test
  default void anUnknownMachineIsRefused() {
    try (var source = connect()) {
      assertRefused(ErrorCode.UNKNOWN_MACHINE, () -> source.machine("no such machine"));
    }
  }

  @Test
  default void aRunningMachineIsNotExported() {
    try (var source = connect()) {
      assertRefused(ErrorCode.SOURCE_POWERED_ON, () -> source.export(subject().on()).close());
    }
  }

  @Test
  default void aDiskReadsAsItsContentWholeAndInParts() throws IOException {
    var content = Files.readAllBytes(subject().content());
    try (var source = connect();
        var reader = source.openDisk(subject().off(), firstDisk(source).key())) {
      assertThat(reader.capacity()).isEqualTo(content.length);
      for (var part :
          List.of(
              new int[] {0, content.length},
              new int[] {512, 1},
              new int[] {content.length - 1, 1},
              new int[] {1000, 70_001})) {
        var read = ByteBuffer.allocate(part[1]);
        reader.read(part[0], read);
        assertThat(read.flip()).isEqualTo(ByteBuffer.wrap(content, part[0], part[1]).slice());
      }
    }
  }

  @Test
  default void severalThreadsReadOneDiskAtOnce() throws Exception {
    var content = Files.readAllBytes(subject().content());
    var parts = 24;
    var read = ByteBuffer.allocateDirect(content.length);
    try (var source = connect();
        var reader = source.openDisk(subject().off(), firstDisk(source).key());
        var threads = Executors.newFixedThreadPool(2 * reader.connections())) {
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < parts; i++) {
        var from = (int) ((long) content.length * i / parts);
        var to = (int) ((long) content.length * (i + 1) / parts);
        running.add(
            threads.submit(
                () -> {
                  reader.read(from, read.slice(from, to - from));
                  return null;
                }));
      }
      for (var one : running) {
        one.get();
      }
    }
    assertThat(read).isEqualTo(ByteBuffer.wrap(content));
  }

  @Test
  default void aDiskTheMachineDoesNotHaveIsRefused() {
    try (var source = connect()) {
      assertRefused(
          ErrorCode.DISK_NOT_EXPORTABLE, () -> source.openDisk(subject().off(), "-1").close());
    }
  }

  default Machine.Disk firstDisk(SourcePlatform source) {
    return source.machine(subject().off()).disks().getFirst();
  }
}
