package io.vmto.hypervisor.proxmox;

import static io.vmto.hypervisor.proxmox.Guests.guest;
import static io.vmto.hypervisor.proxmox.Guests.machine;
import static io.vmto.hypervisor.proxmox.Guests.nic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.machine.Hardware.Kind;
import io.vmto.contract.machine.Hardware.Part;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.Machine.Controller;
import io.vmto.contract.machine.Machine.Firmware;
import io.vmto.contract.machine.Machine.Nic;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.Platforms;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HardwareComparisonTest {
  private static final Map<String, String> NETWORKS = Map.of("VM Network", "vmbr0:12");

  @Test
  void aLinuxGuestFindsTheSameDevices() {
    var source = guest("debian12_64Guest", Firmware.BIOS, Controller.PVSCSI);
    assertThat(parts(source))
        .containsExactly(
            same(Kind.GUEST_SYSTEM, "", "debian12_64Guest", "ostype: l26"),
            same(Kind.PROCESSORS, "", "2", "sockets: 1, cores: 2, cpu: x86-64-v2-AES"),
            same(Kind.MEMORY, "", "2048 MiB", "memory: 2048"),
            same(Kind.FIRMWARE, "", "BIOS", "bios: seabios"),
            same(Kind.DISK, "Hard disk 1", "PVSCSI 0:0", "scsi0, scsihw: pvscsi"),
            same(
                Kind.CARD,
                "1",
                "VMXNET3, 00:50:56:aa:bb:0c, VM Network",
                "net0: vmxnet3=00:50:56:AA:BB:0C,bridge=vmbr0,tag=12,link_down=1"),
            same(Kind.UUID, "", source.biosUuid(), "smbios1: uuid=" + source.biosUuid()));
  }

  @Test
  void whatNeedsAnotherDriverIsMarked() {
    var windows = guest("windows2019srv_64Guest", Firmware.EFI, Controller.LSI_SAS);
    assertThat(other(windows)).containsExactly("Hard disk 1");
    var mixed =
        guest(
            "debian12_64Guest",
            Firmware.BIOS,
            Controller.LSI_LOGIC,
            Controller.PVSCSI,
            Controller.SATA,
            Controller.IDE,
            Controller.NVME);
    assertThat(other(mixed)).containsExactly("Hard disk 2", "Hard disk 5");
    var strange =
        machine("debian12_64Guest", Firmware.BIOS, List.of(), List.of(nic(Nic.Model.OTHER)));
    assertThat(other(strange)).containsExactly("1");
  }

  @Test
  void aNetworkWithoutABridgeIsRefusedAsItWillBe() {
    var source = guest("debian12_64Guest", Firmware.BIOS, Controller.PVSCSI);
    assertThatThrownBy(() -> Platforms.hardware(PlatformKind.PROXMOX, source, Map.of(), "local"))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("VM Network");
  }

  private static Part same(Kind kind, String label, String from, String to) {
    return new Part(kind, label, from, to, false);
  }

  private static List<Part> parts(Machine source) {
    return Platforms.hardware(PlatformKind.PROXMOX, source, NETWORKS, "local").parts();
  }

  private static List<String> other(Machine source) {
    return parts(source).stream().filter(Part::other).map(Part::label).toList();
  }
}
