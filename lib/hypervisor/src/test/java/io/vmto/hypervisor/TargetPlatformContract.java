package io.vmto.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.Machine.Controller;
import io.vmto.contract.machine.Machine.Disk;
import io.vmto.contract.machine.Machine.Firmware;
import io.vmto.contract.machine.Machine.Nic;
import io.vmto.contract.machine.Machine.PowerState;
import io.vmto.hypervisor.TargetPlatform.Draft;
import io.vmto.hypervisor.TargetPlatform.MachineRef;
import io.vmto.hypervisor.TargetPlatform.Marker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The exam of every {@link TargetPlatform}: implement it with a platform that really stores and
 * boots, and the tests run. Each makes a machine of its own and takes it away again.
 */
public interface TargetPlatformContract {
  /** Where the source's machines have their only card. */
  String NETWORK = "VM Network";

  /**
   * A new connection to the platform.
   *
   * @param mounts storage → the directory where this side sees it
   */
  TargetPlatform connect(Map<String, String> mounts);

  /** The node everything happens on. */
  String node();

  /** A bridge of the node. */
  String bridge();

  /** A storage for disks whose directory is {@link #sharedRoot()} on this side. */
  String sharedStorage();

  Path sharedRoot();

  /** A storage that takes uploaded images. */
  String importStorage();

  /** A storage, not necessarily the same, that disks are imported to. */
  String diskStorage();

  /**
   * A raw disk that boots by BIOS from SATA and prints {@link #bootLine()} again and again, for
   * output before a console is attached is lost.
   */
  Path bootableDisk();

  /** Stands in a line that the guest prints on its first serial port. */
  String bootLine();

  /** Takes away a machine that was handed over, as its new owner would. */
  void removeAsOwner(MachineRef machine);

  private TargetPlatform connect() {
    return connect(Map.of(sharedStorage(), sharedRoot().toString()));
  }

  private Machine source(long... capacities) {
    var disks = new ArrayList<Disk>();
    for (int i = 0; i < capacities.length; i++) {
      disks.add(
          new Disk(
              Integer.toString(2000 + i),
              "Hard disk " + (i + 1),
              capacities[i],
              Controller.SATA,
              0,
              i,
              "",
              true,
              true,
              Disk.Content.FLAT));
    }
    var nic = new Nic("4000", Nic.Model.VMXNET3, "00:50:56:00:00:2a", NETWORK);
    return new Machine(
        "vm-1",
        "exam",
        List.of(),
        PowerState.OFF,
        Firmware.BIOS,
        false,
        false,
        1,
        256,
        "debian12_64Guest",
        UUID.randomUUID().toString(),
        0,
        disks,
        List.of(nic));
  }

  private Draft draft(String id, Machine source) {
    var marker = new Marker("exam", UUID.randomUUID().toString(), UUID.randomUUID().toString());
    return new Draft(
        new MachineRef(node(), id),
        "exam-" + id,
        source,
        Map.of(NETWORK, bridge()),
        diskStorage(),
        marker);
  }

  /** A machine of one test. */
  record Made(TargetPlatform target, Draft draft) implements AutoCloseable {
    MachineRef ref() {
      return draft.machine();
    }

    Marker marker() {
      return draft.marker();
    }

    Disk disk() {
      return draft.source().disks().getFirst();
    }

    @Override
    public void close() {
      target.destroy(ref(), marker());
    }
  }

  private Made make(TargetPlatform target, long... capacities) {
    var draft = draft(target.nextMachineId(), source(capacities));
    assertThat(target.create(draft)).isEqualTo(draft.machine());
    return new Made(target, draft);
  }

  private static void refused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(code);
              assertThat(e.failure().remedy()).isNotBlank();
            });
  }

  private static String sha256(Path file) {
    try (var in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String fileName(String ending) {
    return "vmto-exam-" + UUID.randomUUID() + ending;
  }

  private static void awaitLine(TargetPlatform target, MachineRef machine, String wanted) {
    var deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    var heard = new ArrayList<String>();
    try (var console = target.console(machine)) {
      while (System.nanoTime() < deadline) {
        var line = console.readLine(Duration.ofSeconds(5));
        line.ifPresent(heard::add);
        if (line.isPresent() && line.get().contains(wanted)) {
          return;
        }
      }
    }
    throw new AssertionError("\"" + wanted + "\" was not printed, but: " + heard);
  }

  @Test
  default void theNodeShowsItsStoragesAndBridges() {
    try (var target = connect()) {
      var node =
          target.nodes().stream().filter(n -> n.name().equals(node())).findFirst().orElseThrow();
      assertThat(node.online()).isTrue();
      assertThat(node.networks()).contains(bridge());
      assertThat(node.storages())
          .anySatisfy(
              s -> {
                assertThat(s.name()).isEqualTo(sharedStorage());
                assertThat(s.mounted()).isTrue();
                assertThat(s.available()).isPositive();
              });
    }
  }

  @Test
  default void aCreatedMachineIsOffAndFoundByItsMarkerOnly() {
    try (var target = connect();
        var made = make(target, 1 << 20)) {
      assertThat(target.power(made.ref())).isEqualTo(PowerState.OFF);
      assertThat(target.find(made.marker())).contains(made.ref());
      var other = new Marker("exam", made.marker().job(), "another nonce");
      assertThat(target.find(other)).isEmpty();
      target.stop(made.ref());
      assertThat(target.power(made.ref())).isEqualTo(PowerState.OFF);
    }
  }

  @Test
  default void anIdThatIsTakenIsRefusedAndTheirMachineSurvives() {
    try (var target = connect();
        var theirs = make(target, 1 << 20)) {
      var ours = draft(theirs.ref().id(), source(1 << 20));
      refused(ErrorCode.MACHINE_ID_TAKEN, () -> target.create(ours));
      assertThat(target.find(theirs.marker())).contains(theirs.ref());
      assertThat(target.find(ours.marker())).isEmpty();
    }
  }

  @Test
  default void aNetworkWithoutABridgeIsRefusedBeforeAnythingIsMade() {
    try (var target = connect()) {
      var draft = draft(target.nextMachineId(), source(1 << 20));
      var unmapped =
          new Draft(
              draft.machine(),
              draft.name(),
              draft.source(),
              Map.of(),
              draft.storage(),
              draft.marker());
      refused(ErrorCode.REQUEST_INVALID, () -> target.create(unmapped));
      assertThat(target.find(draft.marker())).isEmpty();
    }
  }

  @Test
  default void whatIsNotOursIsNotDestroyedAndWhatIsOursGoesOnce() {
    try (var target = connect();
        var made = make(target, 1 << 20)) {
      var wrong = new Marker("exam", "another job", made.marker().nonce());
      refused(ErrorCode.NOT_OURS, () -> target.destroy(made.ref(), wrong));
      refused(ErrorCode.NOT_OURS, () -> target.handOver(made.ref(), wrong));
      assertThat(target.find(made.marker())).contains(made.ref());
      target.destroy(made.ref(), made.marker());
      assertThat(target.find(made.marker())).isEmpty();
    }
  }

  @Test
  default void aVolumeIsWrittenFromHereAttachedAndGoesWithTheMachine() throws IOException {
    var capacity = 4L << 20;
    try (var target = connect()) {
      String id;
      try (var made = make(target, capacity)) {
        var volume = target.allocate(made.ref(), sharedStorage(), 0, capacity);
        id = volume.id();
        assertThat(volume.path()).hasSize(capacity);
        assertThat(target.volumeExists(node(), id)).isTrue();
        Files.write(volume.path(), new byte[] {42}, java.nio.file.StandardOpenOption.WRITE);
        target.attach(made.ref(), made.draft().source(), made.disk(), id);
        target.attach(made.ref(), made.draft().source(), made.disk(), id);
        assertThat(volume.path()).hasSize(capacity);
      }
      assertThat(target.volumeExists(node(), id)).isFalse();
    }
  }

  @Test
  default void aMountThatIsAnotherDirectoryIsRefused(@TempDir Path elsewhere) throws IOException {
    for (var folder : List.of("images", "import", "template/iso", "snippets")) {
      Files.createDirectories(elsewhere.resolve(folder));
    }
    try (var target = connect(Map.of(sharedStorage(), elsewhere.toString()));
        var made = make(target, 1 << 20)) {
      refused(
          ErrorCode.MOUNT_MISMATCH, () -> target.allocate(made.ref(), sharedStorage(), 0, 1 << 20));
    }
  }

  @Test
  default void aMachineBootsFromAWrittenVolumeAndItsConsoleIsRead() throws IOException {
    var capacity = Files.size(bootableDisk());
    try (var target = connect();
        var made = make(target, capacity)) {
      var volume = target.allocate(made.ref(), sharedStorage(), 0, capacity);
      try (var in = Files.newInputStream(bootableDisk());
          var out = Files.newOutputStream(volume.path(), java.nio.file.StandardOpenOption.WRITE)) {
        in.transferTo(out);
      }
      target.attach(made.ref(), made.draft().source(), made.disk(), volume.id());
      target.start(made.ref());
      awaitLine(target, made.ref(), bootLine());
      assertThat(target.power(made.ref())).isEqualTo(PowerState.ON);
      target.stop(made.ref());
      assertThat(target.power(made.ref())).isEqualTo(PowerState.OFF);
    }
  }

  @Test
  default void anUploadedImageIsImportedAndBoots() throws IOException {
    var capacity = Files.size(bootableDisk());
    var sent = new ArrayList<Long>();
    var copied = new ArrayList<Long>();
    try (var target = connect();
        var made = make(target, capacity)) {
      var upload =
          target.upload(
              node(),
              importStorage(),
              fileName(".raw"),
              ImageBytes.of(bootableDisk()),
              sha256(bootableDisk()),
              sent::add);
      try {
        assertThat(target.volumeExists(node(), upload)).isTrue();
        assertThat(sent).isSorted().last().satisfies(n -> assertThat(n).isGreaterThan(capacity));
        var volume =
            target
                .importDisk(
                    made.ref(),
                    made.draft().source(),
                    made.disk(),
                    diskStorage(),
                    upload,
                    copied::add)
                .volume();
        assertThat(copied).isSorted().endsWith(capacity);
        assertThat(target.volumeExists(node(), volume)).isTrue();
      } finally {
        target.deleteVolume(node(), upload);
      }
      assertThat(target.volumeExists(node(), upload)).isFalse();
      target.deleteVolume(node(), upload);
      target.start(made.ref());
      awaitLine(target, made.ref(), bootLine());
    }
  }

  @Test
  default void anUploadWithAWrongSumIsRejectedAndLeavesNothing(@TempDir Path folder)
      throws IOException {
    var image = folder.resolve("image");
    Files.copy(bootableDisk(), image, StandardCopyOption.REPLACE_EXISTING);
    var name = fileName(".raw");
    try (var target = connect()) {
      refused(
          ErrorCode.UPLOAD_REJECTED,
          () ->
              target.upload(
                  node(), importStorage(), name, ImageBytes.of(image), "0".repeat(64), _ -> {}));
      assertThat(target.volumeExists(node(), importStorage() + ":import/" + name)).isFalse();
    }
  }

  @Test
  default void aMachineThatWasHandedOverIsNoLongerOurs() {
    try (var target = connect()) {
      var made = make(target, 1 << 20);
      try {
        target.handOver(made.ref(), made.marker());
        assertThat(target.find(made.marker())).isEmpty();
        refused(ErrorCode.NOT_OURS, () -> target.destroy(made.ref(), made.marker()));
      } finally {
        removeAsOwner(made.ref());
      }
    }
  }
}
