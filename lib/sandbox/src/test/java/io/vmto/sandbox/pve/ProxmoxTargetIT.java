package io.vmto.sandbox.pve;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.hypervisor.TargetPlatform;
import io.vmto.hypervisor.TargetPlatform.MachineRef;
import io.vmto.hypervisor.TargetPlatformContract;
import io.vmto.hypervisor.proxmox.ProxmoxTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our Proxmox client sits its exam at the pretend node, with the least rights there are. */
@Timeout(240)
class ProxmoxTargetIT implements TargetPlatformContract {
  @TempDir static Path dir;
  private static Bench bench;
  private static Path boot;

  @BeforeAll
  static void start() throws IOException {
    Peer.qemu();
    bench = Bench.start(dir.resolve("data"), PveSettings.nasty(Bench.users(), Bench.tokens()));
    boot = BootImage.raw(dir.resolve("boot.raw"), 8 << 20);
  }

  @AfterAll
  static void stop() throws IOException {
    if (bench != null) {
      bench.close();
    }
  }

  @AfterEach
  void nothingForeignWasTouched() throws IOException {
    bench
        .foreign()
        .forEach(
            (object, marks) ->
                assertThat(marks.get("sha256")).as(object).isEqualTo(marks.get("sha256AtStart")));
  }

  @Override
  public TargetPlatform connect(Map<String, String> mounts) {
    return ProxmoxTarget.connect(
        new Endpoint(
            PlatformKind.PROXMOX,
            bench.node().url(),
            Bench.MIGRATE.id(),
            bench.node().fingerprint(),
            mounts),
        new Secret(Bench.MIGRATE.secret()));
  }

  @Override
  public String node() {
    return "pve1";
  }

  @Override
  public String bridge() {
    return "vmbr0";
  }

  @Override
  public String sharedStorage() {
    return "shared";
  }

  @Override
  public Path sharedRoot() {
    return bench.node().storageRoot("shared");
  }

  @Override
  public String importStorage() {
    return "local";
  }

  @Override
  public String diskStorage() {
    return "thin";
  }

  @Override
  public Path bootableDisk() {
    return boot;
  }

  @Override
  public String bootLine() {
    return BootImage.LINE;
  }

  @Override
  public void removeAsOwner(MachineRef machine) {
    try {
      bench.await(bench.delete("/nodes/pve1/qemu/" + machine.id()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
