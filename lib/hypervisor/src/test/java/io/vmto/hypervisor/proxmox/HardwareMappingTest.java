package io.vmto.hypervisor.proxmox;

import static io.vmto.hypervisor.proxmox.Guests.draft;
import static io.vmto.hypervisor.proxmox.Guests.guest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.Machine.Controller;
import io.vmto.contract.machine.Machine.Firmware;
import io.vmto.contract.machine.Machine.Nic;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.TargetPlatform.Draft;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardwareMappingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # guest id               | firmware | controllers           | ostype  | scsihw  | slots
          debian12_64Guest         | BIOS     | PVSCSI                | l26     | pvscsi  | scsi0
          debian12_64Guest         | BIOS     | PVSCSI PVSCSI PVSCSI  | l26     | pvscsi  | scsi0 scsi1 scsi2
          debian11_64Guest         | EFI      | PVSCSI                | l26     | pvscsi  | scsi0
          ubuntu64Guest            | BIOS     | LSI_LOGIC             | l26     | lsi     | scsi0
          ubuntu64Guest            | EFI      | LSI_LOGIC             | l26     |         | sata0
          rhel9_64Guest            | EFI      | NVME                  | l26     |         | sata0
          rhel8_64Guest            | BIOS     | LSI_SAS               | l26     | megasas | scsi0
          rhel8_64Guest            | EFI      | LSI_SAS               | l26     |         | sata0
          centos7_64Guest          | BIOS     | PVSCSI LSI_LOGIC      | l26     | pvscsi  | scsi0 scsi1
          centos6_64Guest          | BIOS     | LSI_LOGIC PVSCSI      | l26     | lsi     | scsi0 scsi1
          sles15_64Guest           | BIOS     | SATA PVSCSI           | l26     | pvscsi  | sata0 scsi0
          oracleLinux9_64Guest     | BIOS     | IDE                   | l26     |         | ide0
          oracleLinux9_64Guest     | EFI      | IDE                   | l26     |         | sata0
          other5xLinux64Guest      | BIOS     | SATA SATA             | l26     |         | sata0 sata1
          otherLinux64Guest        | BIOS     | BUS_LOGIC             | l26     |         | sata0
          other24xLinuxGuest       | BIOS     | LSI_LOGIC             | l24     | lsi     | scsi0
          vmwarePhoton64Guest      | BIOS     | PVSCSI                | l26     | pvscsi  | scsi0
          amazonlinux2_64Guest     | BIOS     | PVSCSI                | l26     | pvscsi  | scsi0
          coreos64Guest            | EFI      | PVSCSI                | l26     | pvscsi  | scsi0
          windows11_64Guest        | EFI      | NVME                  | win11   |         | sata0
          windows2022srvNext_64Guest | EFI    | LSI_SAS LSI_SAS       | win11   |         | sata0 sata1
          windows2019srvNext_64Guest | EFI    | PVSCSI                | win11   | pvscsi  | scsi0
          windows2019srv_64Guest   | BIOS     | LSI_SAS               | win10   |         | sata0
          windows9Server64Guest    | BIOS     | PVSCSI                | win10   | pvscsi  | scsi0
          windows9_64Guest         | EFI      | SATA                  | win10   |         | sata0
          windows8Server64Guest    | BIOS     | LSI_SAS               | win8    |         | sata0
          windows7Server64Guest    | BIOS     | LSI_SAS               | win7    |         | sata0
          winLonghorn64Guest       | BIOS     | LSI_LOGIC             | w2k8    |         | sata0
          winNetStandardGuest      | BIOS     | LSI_LOGIC             | w2k3    |         | ide0
          winXPProGuest            | BIOS     | BUS_LOGIC             | wxp     |         | ide0
          freebsd13_64Guest        | BIOS     | LSI_LOGIC             | other   | lsi     | scsi0
          solaris11_64Guest        | BIOS     | SATA                  | solaris |         | sata0
          darwin19_64Guest         | EFI      | SATA                  | other   |         | sata0
          otherGuest64             | BIOS     | OTHER                 | other   |         | sata0
          """)
  void aGuestFindsControllersItHasDriversFor(
      String guestId,
      Firmware firmware,
      String controllers,
      String osType,
      String scsi,
      String slots) {
    var kinds =
        Arrays.stream(controllers.split(" ", -1))
            .map(Controller::valueOf)
            .toArray(Controller[]::new);
    var source = guest(guestId, firmware, kinds);
    var config = HardwareMapping.config(draft(source));
    assertThat(config.get("ostype")).isEqualTo(osType);
    assertThat(config.get("scsihw")).isEqualTo(scsi);
    assertThat(String.join(" ", DiskLayout.of(source).slots().values())).isEqualTo(slots);
    for (int version : List.of(8, 9)) {
      var form = new java.util.HashMap<>(config);
      form.put("vmid", "104");
      assertThat(new PveSchema(version).violations("POST", "/nodes/pve1/qemu", form)).isEmpty();
    }
  }

  @Test
  void aLinuxGuestWithBios() {
    var config =
        HardwareMapping.config(draft(guest("debian12_64Guest", Firmware.BIOS, Controller.PVSCSI)));
    assertThat(config)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("name", "web"),
                Map.entry("ostype", "l26"),
                Map.entry("sockets", "1"),
                Map.entry("cores", "2"),
                Map.entry("cpu", "x86-64-v2-AES"),
                Map.entry("memory", "2048"),
                Map.entry("bios", "seabios"),
                Map.entry("scsihw", "pvscsi"),
                Map.entry("net0", "vmxnet3=00:50:56:AA:BB:0C,bridge=vmbr0,tag=12,link_down=1"),
                Map.entry("smbios1", "uuid=4216a1c2-0011-2233-4455-66778899aabb"),
                Map.entry("serial0", "socket"),
                Map.entry("onboot", "0"),
                Map.entry("protection", "1"),
                Map.entry(
                    "description",
                    "VMTO is moving this machine here. Please leave it alone.\n\n"
                        + "vmto:inst-1:job-7:f00d")));
  }

  @Test
  void secureBootAndTpmGetTheirVolumes() {
    var plain = guest("windows11_64Guest", Firmware.EFI, Controller.SATA);
    var secure =
        new Machine(
            plain.id(),
            plain.name(),
            plain.folder(),
            plain.power(),
            Firmware.EFI,
            true,
            true,
            4,
            8192,
            plain.guestOs(),
            "",
            0,
            plain.disks(),
            plain.nics());
    assertThat(HardwareMapping.config(draft(plain)))
        .containsEntry("bios", "ovmf")
        .containsEntry("machine", "q35")
        .containsEntry("efidisk0", "local:1,efitype=4m,pre-enrolled-keys=0")
        .doesNotContainKey("tpmstate0");
    assertThat(HardwareMapping.config(draft(secure)))
        .containsEntry("efidisk0", "local:1,efitype=4m,pre-enrolled-keys=1")
        .containsEntry("tpmstate0", "local:1,version=v2.0")
        .doesNotContainKey("smbios1");
  }

  @ParameterizedTest
  @CsvSource({"VMXNET3,vmxnet3", "E1000,e1000", "E1000E,e1000e", "VIRTIO,virtio", "OTHER,e1000"})
  void aCardKeepsItsModelAndAddress(Nic.Model model, String expected) {
    var source =
        Guests.machine("debian12_64Guest", Firmware.BIOS, List.of(), List.of(Guests.nic(model)));
    var draft =
        new Draft(Guests.REF, "web", source, Map.of("VM Network", "vmbr1"), "", Guests.MARKER);
    assertThat(HardwareMapping.config(draft))
        .containsEntry("net0", expected + "=00:50:56:AA:BB:0C,bridge=vmbr1,link_down=1");
  }

  @Test
  void aNetworkWithoutABridgeIsNamed() {
    var source = guest("debian12_64Guest", Firmware.BIOS, Controller.PVSCSI);
    for (var networks :
        List.of(
            Map.<String, String>of(),
            Map.of("VM Network", "vmbr0:4095"),
            Map.of("VM Network", "vmbr0,firewall=1"))) {
      var draft = new Draft(Guests.REF, "web", source, networks, "", Guests.MARKER);
      assertThatThrownBy(() -> HardwareMapping.config(draft))
          .isInstanceOfSatisfying(
              PlatformException.class,
              e -> {
                assertThat(e.failure().code()).isEqualTo(ErrorCode.REQUEST_INVALID);
                assertThat(e.failure().facts()).containsEntry("network", "VM Network");
              });
    }
  }

  @Test
  void moreDisksThanABusTakesSpillOntoTheNextOne() {
    var many = Collections.nCopies(8, Controller.NVME).toArray(Controller[]::new);
    var layout = DiskLayout.of(guest("debian12_64Guest", Firmware.EFI, many));
    assertThat(layout.slots().values())
        .containsExactly("sata0", "sata1", "sata2", "sata3", "sata4", "sata5", "scsi0", "scsi1");
    assertThat(layout.scsi()).isEqualTo("pvscsi");
    var tooMany = Collections.nCopies(32, Controller.PVSCSI).toArray(Controller[]::new);
    assertThatThrownBy(() -> DiskLayout.of(guest("debian12_64Guest", Firmware.EFI, tooMany)))
        .hasMessageContaining("UNSUPPORTED");
  }

  @Test
  void theBootOrderIsTheSourcesWhicheverDiskCameFirst() {
    var layout =
        DiskLayout.of(
            guest(
                "debian12_64Guest",
                Firmware.BIOS,
                Controller.SATA,
                Controller.PVSCSI,
                Controller.PVSCSI));
    assertThat(layout.bootOrder(Set.of("scsi0"))).isEqualTo("order=scsi0");
    assertThat(layout.bootOrder(Set.of("scsi1", "sata0"))).isEqualTo("order=sata0;scsi1");
  }

  @ParameterizedTest
  @CsvSource({
    "web, web",
    "Web Server 01, Web-Server-01",
    "db_prod (old), db-prod-old",
    "café.example.com, cafe.example.com",
    "'..a..b..', a.b",
    "'網站', vm-104",
    "'---', vm-104",
    "'x;rm -rf /', x-rm-rf"
  })
  void aNameBecomesTheNearestDnsName(String name, String expected) {
    assertThat(HardwareMapping.dnsName(name, "104")).isEqualTo(expected);
  }
}
