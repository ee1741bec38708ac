package io.vmto.sandbox.vcenter;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A machine to register from raw disk files; what is left out gets a usual value.
 *
 * @param firmware {@code bios} or {@code efi}
 * @param power {@code poweredOff}, {@code poweredOn} or {@code suspended}
 * @param foreign whether it stands for somebody else's machine, whose bytes must never change
 */
public record VmSpec(
    String name,
    @Nullable String guestId,
    @Nullable String firmware,
    boolean secureBoot,
    boolean tpm,
    int cpus,
    int memoryMiB,
    @Nullable String uuid,
    @Nullable String power,
    boolean foreign,
    @Nullable List<DiskSpec> disks,
    @Nullable List<NicSpec> nics) {

  /**
   * A disk.
   *
   * @param raw file with its content, a multiple of 512 bytes; copied
   * @param controller pvscsi, lsilogic, lsisas, buslogic, sata, ide or nvme
   * @param unit null is the next free one
   */
  public record DiskSpec(
      Path raw,
      @Nullable String controller,
      int bus,
      @Nullable Integer unit,
      boolean thin,
      @Nullable String mode) {
    Controller kind() {
      return switch (controller == null ? "pvscsi" : controller.toLowerCase(Locale.ROOT)) {
        case "pvscsi" -> Controller.PVSCSI;
        case "lsilogic" -> Controller.LSI_LOGIC;
        case "lsisas" -> Controller.LSI_SAS;
        case "buslogic" -> Controller.BUS_LOGIC;
        case "sata" -> Controller.SATA;
        case "ide" -> Controller.IDE;
        case "nvme" -> Controller.NVME;
        default -> throw new IllegalArgumentException("unknown controller " + controller);
      };
    }
  }

  /** A network card: vmxnet3, e1000 or e1000e. */
  public record NicSpec(@Nullable String model, @Nullable String network, @Nullable String mac) {
    String type() {
      return switch (model == null ? "vmxnet3" : model.toLowerCase(Locale.ROOT)) {
        case "vmxnet3" -> "VirtualVmxnet3";
        case "e1000" -> "VirtualE1000";
        case "e1000e" -> "VirtualE1000e";
        default -> throw new IllegalArgumentException("unknown network card " + model);
      };
    }
  }

  public VmSpec {
    if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9 ._-]{0,78}")) {
      throw new IllegalArgumentException("a machine needs a plain name");
    }
    guestId = Objects.requireNonNullElse(guestId, "debian12_64Guest");
    firmware = Objects.requireNonNullElse(firmware, "bios");
    power = Objects.requireNonNullElse(power, "poweredOff");
    cpus = cpus == 0 ? 1 : cpus;
    memoryMiB = memoryMiB == 0 ? 1024 : memoryMiB;
    disks = disks == null ? List.of() : List.copyOf(disks);
    nics = nics == null ? List.of() : List.copyOf(nics);
  }
}
