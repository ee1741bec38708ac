package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.VmSpec.DiskSpec;
import io.vmto.sandbox.vcenter.VmSpec.NicSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** What others keep in the data centre: nothing of it may ever change or vanish by our doing. */
final class Fixtures {
  static final String FOREIGN_USER = "backup-svc@vsphere.local";
  private static final int MIB = 1 << 20;

  private Fixtures() {}

  static void create(Registrar registrar, World world) throws IOException {
    var folder = Files.createTempDirectory("vmto-sandbox");
    var data = folder.resolve("data");
    var system = folder.resolve("system");
    try {
      fill(data, 8 * MIB, 11);
      fill(system, 6 * MIB, 12);
      for (var spec : machines(system, data)) {
        if (!world.has(spec)) {
          registrar.register(spec);
        }
      }
    } finally {
      Files.deleteIfExists(data);
      Files.deleteIfExists(system);
      Files.delete(folder);
    }
  }

  private static List<VmSpec> machines(Path system, Path data) {
    var independent = new DiskSpec(data, "lsilogic", 0, null, false, "independent_persistent");
    return List.of(
        foreign("legacy-db", "bios", "poweredOn", disk(system, "lsilogic"), independent),
        foreign("mail-gw", "efi", "poweredOn", disk(system, "pvscsi")),
        foreign("print-server", "bios", "poweredOff", disk(system, "ide"), disk(data, "sata")));
  }

  private static DiskSpec disk(Path raw, String controller) {
    return new DiskSpec(raw, controller, 0, null, true, null);
  }

  private static VmSpec foreign(String name, String firmware, String power, DiskSpec... disks) {
    return new VmSpec(
        name,
        "windows2019srv_64Guest",
        firmware,
        false,
        false,
        2,
        2048,
        null,
        power,
        true,
        List.of(disks),
        List.of(new NicSpec("e1000e", "Lab Net", null)));
  }

  private static void fill(Path file, int size, long seed) throws IOException {
    var bytes = new byte[size];
    var half = new byte[size / 2];
    new Random(seed).nextBytes(half);
    System.arraycopy(half, 0, bytes, size / 4, half.length);
    Files.write(file, bytes);
  }
}
