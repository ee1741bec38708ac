package io.vmto.sandbox.pve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.disk.nbd.NbdDisk;
import io.vmto.disk.nbd.NbdOptions;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.TargetPlatform;
import io.vmto.hypervisor.TargetPlatform.MachineRef;
import io.vmto.hypervisor.proxmox.ProxmoxTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks of the node, written over NBD inside SSH by a real qemu-nbd. */
@Timeout(120)
class NodeDiskIT {
  private static final MachineRef MACHINE = new MachineRef("pve1", "910");
  private static final int SIZE = 24 << 20;

  @TempDir static Path dir;
  private static Bench bench;

  @BeforeAll
  static void start() throws IOException {
    Peer.qemu();
    bench = Bench.start(dir.resolve("data"), PveSettings.nasty(Bench.users(), Bench.tokens()));
  }

  @AfterAll
  static void stop() throws IOException {
    if (bench != null) {
      bench.close();
    }
  }

  private static Map<?, ?> ssh() {
    try {
      return (Map<?, ?>) ((Map<?, ?>) bench.node().state().get("access")).get("ssh");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TargetPlatform connect(String hostKey, String key) {
    var endpoint =
        new Endpoint(
            PlatformKind.PROXMOX,
            bench.node().url(),
            Bench.MIGRATE.id(),
            bench.node().fingerprint(),
            Map.of(),
            new Endpoint.Ssh("root", (Integer) ssh().get("port"), hostKey));
    return ProxmoxTarget.connect(endpoint, new Secret(Bench.MIGRATE.secret()), new Secret(key));
  }

  private static TargetPlatform connect() {
    return connect(ssh().get("hostKey").toString(), ssh().get("privateKey").toString());
  }

  private static Collection<?> exports() {
    try {
      return (Collection<?>) bench.node().state().get("exports");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(20_000_000); // a test's own timeout ends it
    }
  }

  private static NbdDisk write(TargetPlatform target, String volume) throws IOException {
    var served = target.serve("pve1", volume, "c0ffee-0", true);
    return NbdDisk.open(served.address(), NbdOptions.writing(false), served);
  }

  private static Path file(String volume) {
    var id = VolumeName.of(volume);
    return bench.node().storageRoot(id.storage()).resolve(id.place());
  }

  private record VolumeName(String storage, String place) {
    static VolumeName of(String volume) {
      int colon = volume.indexOf(':');
      var name = volume.substring(colon + 1);
      return new VolumeName(
          volume.substring(0, colon), name.contains("/") ? "images/" + name : name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "thin"})
  void aVolumeOfAnyStorageIsWrittenAndReadBack(String storage) throws IOException {
    var content = new byte[SIZE];
    new Random(3).nextBytes(content);
    try (var target = connect()) {
      assertThat(target.nodes().getFirst().reached()).isTrue();
      var planned = target.plannedOnNode(MACHINE, storage, 0);
      var volume = target.allocateOnNode(MACHINE, storage, 0, SIZE);
      assertThat(volume).isEqualTo(planned);
      try (var disk = write(target, volume)) {
        assertThat(disk.connections()).isGreaterThanOrEqualTo(8);
        disk.write(0, ByteBuffer.wrap(content));
        disk.zero(4 << 20, 1 << 20);
        disk.flush();
        assertThat(exports()).isNotEmpty();
      }
      java.util.Arrays.fill(content, 4 << 20, 5 << 20, (byte) 0);
      assertThat(Files.readAllBytes(file(volume))).isEqualTo(content);
      assertThat(exports()).isEmpty();

      var served = target.serve("pve1", volume, "c0ffee-0", false);
      try (var disk = NbdDisk.open(served.address(), NbdOptions.reading(), served)) {
        var seen = ByteBuffer.allocate(SIZE);
        disk.read(0, seen);
        assertThat(seen.array()).isEqualTo(content);
      }
      assertThat(exports()).isEmpty();
      target.deleteVolume("pve1", volume);
    }
  }

  @Test
  void whoeverServesAVolumeAgainEndsTheOneBeforeAndCanEndAny() throws IOException {
    try (var first = connect();
        var second = connect()) {
      var volume = first.allocateOnNode(MACHINE, "thin", 5, SIZE);
      try (var old = write(first, volume)) {
        try (var fresh = write(second, volume)) {
          assertThatThrownBy(() -> old.write(0, ByteBuffer.allocate(512)))
              .isInstanceOf(IOException.class);
          fresh.write(0, ByteBuffer.allocate(512));
          second.stopServing("pve1", "c0ffee-0");
          assertThatThrownBy(() -> fresh.write(0, ByteBuffer.allocate(512)))
              .isInstanceOf(IOException.class);
        }
      }
      second.stopServing("pve1", "c0ffee-0");
      assertThat(exports()).isEmpty();
      second.deleteVolume("pve1", volume);
    }
  }

  @Test
  void nothingIsLeftOnTheNodeWhenTheConnectionBreaks() throws IOException {
    String volume;
    try (var target = connect()) {
      volume = target.allocateOnNode(MACHINE, "local", 7, SIZE);
      target.serve("pve1", volume, "c0ffee-7", true);
      assertThat(exports()).isNotEmpty();
    }
    until(() -> exports().isEmpty());
    try (var target = connect()) {
      target.deleteVolume("pve1", volume);
    }
  }

  @Test
  void whatQemuNbdSaysIsInTheFailure() throws IOException {
    try (var target = connect()) {
      var volume = target.allocateOnNode(MACHINE, "local", 8, SIZE);
      Files.delete(file(volume));
      Files.createDirectory(file(volume));
      assertThatThrownBy(() -> target.serve("pve1", volume, "c0ffee-8", true))
          .isInstanceOfSatisfying(
              PlatformException.class,
              e -> {
                assertThat(e.failure().code()).isEqualTo(ErrorCode.UPSTREAM_FAILED);
                assertThat(e.failure().facts().get("said")).contains("qemu-nbd");
              });
      Files.delete(file(volume));
      assertThat(exports()).isEmpty();
    }
  }

  @Test
  void anotherHostKeyIsRefusedBeforeTheKeyIsOffered() {
    var wrong = "SHA256:" + "A".repeat(43);
    try (var target = connect(wrong, ssh().get("privateKey").toString())) {
      assertThatThrownBy(target::nodes)
          .isInstanceOfSatisfying(
              PlatformException.class,
              e -> {
                assertThat(e.failure().code()).isEqualTo(ErrorCode.HOST_KEY_MISMATCH);
                assertThat(e.failure().facts())
                    .containsEntry("expected", wrong)
                    .containsEntry("presented", ssh().get("hostKey").toString());
              });
    }
  }

  @Test
  void aConnectionWithoutSshReachesNoNode() throws IOException {
    var endpoint =
        new Endpoint(
            PlatformKind.PROXMOX,
            bench.node().url(),
            Bench.MIGRATE.id(),
            bench.node().fingerprint(),
            Map.of());
    try (var target = ProxmoxTarget.connect(endpoint, new Secret(Bench.MIGRATE.secret()))) {
      assertThat(target.nodes().getFirst().reached()).isFalse();
      assertThatThrownBy(() -> target.serve("pve1", "local:910/x.raw", "c0ffee-9", true))
          .isInstanceOf(PlatformException.class)
          .hasMessageContaining("UNSUPPORTED");
    }
  }
}
