package io.vmto.hypervisor.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.Machine.Controller;
import io.vmto.contract.machine.Machine.Disk.Content;
import io.vmto.contract.machine.Machine.Nic;
import java.time.Duration;
import java.util.HashMap;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** A machine with one of everything, as the data object types of the vSphere API write it. */
class VirtualMachineTest {
  private static final String DEVICES =
      """
      <val xsi:type="ArrayOfVirtualDevice">
      <VirtualDevice xsi:type="VirtualLsiLogicSASController"><key>1001</key><busNumber>1</busNumber></VirtualDevice>
      <VirtualDevice xsi:type="VirtualNVMEController"><key>31000</key><busNumber>0</busNumber></VirtualDevice>
      <VirtualDevice xsi:type="VirtualAHCIController"><key>15000</key><busNumber>0</busNumber></VirtualDevice>
      <VirtualDevice xsi:type="VirtualControllerOfTomorrow"><key>40000</key><busNumber>0</busNumber></VirtualDevice>
      <VirtualDevice xsi:type="VirtualTPM"><key>11000</key></VirtualDevice>
      <VirtualDevice xsi:type="VirtualDisk"><key>2016</key><deviceInfo xsi:type="Description"><label>Hard disk 1</label></deviceInfo>
      <backing xsi:type="VirtualDiskFlatVer2BackingInfo"><fileName>[ds] a/a.vmdk</fileName><datastore type="Datastore">datastore-7</datastore><diskMode>persistent</diskMode><thinProvisioned>false</thinProvisioned></backing>
      <controllerKey>1001</controllerKey><unitNumber>3</unitNumber><capacityInKB>1</capacityInKB><capacityInBytes>1536</capacityInBytes></VirtualDevice>
      <VirtualDevice xsi:type="VirtualDisk"><key>32000</key>
      <backing xsi:type="VirtualDiskSeSparseBackingInfo"><fileName>[ds] a/b.vmdk</fileName><diskMode>persistent</diskMode></backing>
      <controllerKey>31000</controllerKey><unitNumber>0</unitNumber><capacityInKB>8589934592</capacityInKB></VirtualDevice>
      <VirtualDevice xsi:type="VirtualDisk"><key>16000</key>
      <backing xsi:type="VirtualDiskRawDiskMappingVer1BackingInfo"><fileName>[ds] a/c.vmdk</fileName><diskMode>persistent</diskMode></backing>
      <controllerKey>15000</controllerKey><unitNumber>1</unitNumber><capacityInKB>4</capacityInKB></VirtualDevice>
      <VirtualDevice xsi:type="VirtualDisk"><key>41000</key>
      <backing xsi:type="VirtualDiskFlatVer2BackingInfo"><fileName>[ds] a/d.vmdk</fileName><diskMode>independent_nonpersistent</diskMode><thinProvisioned>true</thinProvisioned></backing>
      <controllerKey>40000</controllerKey><unitNumber>0</unitNumber><capacityInKB>4</capacityInKB></VirtualDevice>
      <VirtualDevice xsi:type="VirtualVmxnet3"><key>4000</key><backing xsi:type="VirtualEthernetCardNetworkBackingInfo"><deviceName>VM Network</deviceName></backing><macAddress>00:50:56:AB:CD:EF</macAddress></VirtualDevice>
      <VirtualDevice xsi:type="VirtualE1000e"><key>4001</key><backing xsi:type="VirtualEthernetCardDistributedVirtualPortBackingInfo"><port><portgroupKey>dvportgroup-9</portgroupKey></port></backing><macAddress>00:50:56:00:00:02</macAddress></VirtualDevice>
      <VirtualDevice xsi:type="VirtualSriovEthernetCard"><key>4002</key><backing xsi:type="VirtualEthernetCardOpaqueNetworkBackingInfo"><opaqueNetworkId>nsx-1</opaqueNetworkId></backing><macAddress>00:50:56:00:00:03</macAddress></VirtualDevice>
      </val>""";

  private static Machine read() {
    try (var vcenter = new ScriptedVcenter();
        var source = vcenter.connect(Duration.ofSeconds(5))) {
      var values = new HashMap<String, String>();
      values.put("name", "<val>a%2fb%25</val>");
      values.put("runtime.powerState", "<val>suspended</val>");
      values.put("config.firmware", "<val>efi</val>");
      values.put("config.bootOptions.efiSecureBootEnabled", "<val>true</val>");
      values.put("config.uuid", "<val>4211AC3E-3B5E-0F6E-9A1C-0123456789AB</val>");
      values.put("config.guestId", "<val>debian12_64Guest</val>");
      values.put("config.hardware.numCPU", "<val>6</val>");
      values.put("config.hardware.memoryMB", "<val>3072</val>");
      values.put("config.hardware.device", DEVICES);
      values.put(
          "snapshot",
          "<val><rootSnapshotList><name>one</name><childSnapshotList><name>two</name>"
              + "</childSnapshotList><childSnapshotList/></rootSnapshotList></val>");
      vcenter.objects.put("VirtualMachine-1", values);
      var group = new HashMap<String, String>();
      group.put("key", "<val>dvportgroup-9</val>");
      group.put("name", "<val>prod%2f10</val>");
      vcenter.objects.put("DistributedVirtualPortgroup-9", group);
      var opaque = new HashMap<String, String>();
      opaque.put("summary", "<val><opaqueNetworkId>nsx-1</opaqueNetworkId></val>");
      opaque.put("name", "<val>segment</val>");
      vcenter.objects.put("OpaqueNetwork-1", opaque);
      return source.machine("VirtualMachine-1");
    }
  }

  @Test
  void itsPlainFactsAreReadAsTheyAre() {
    var machine = read();
    assertThat(machine.name()).isEqualTo("a/b%");
    assertThat(machine.power()).isEqualTo(Machine.PowerState.SUSPENDED);
    assertThat(machine.firmware()).isEqualTo(Machine.Firmware.EFI);
    assertThat(machine.secureBoot()).isTrue();
    assertThat(machine.tpm()).isTrue();
    assertThat(machine.cpus()).isEqualTo(6);
    assertThat(machine.memoryMiB()).isEqualTo(3072);
    assertThat(machine.guestOs()).isEqualTo("debian12_64Guest");
    assertThat(machine.biosUuid()).isEqualTo("4211ac3e-3b5e-0f6e-9a1c-0123456789ab");
    assertThat(machine.snapshots()).isEqualTo(3);
  }

  @Test
  void itsDisksKnowTheirPlaceAndHowTheyCanBeRead() {
    assertThat(read().disks())
        .extracting(
            Machine.Disk::key,
            Machine.Disk::capacity,
            Machine.Disk::controller,
            Machine.Disk::bus,
            Machine.Disk::unit,
            Machine.Disk::thin,
            Machine.Disk::exportable,
            Machine.Disk::content)
        .containsExactly(
            Tuple.tuple("2016", 1536L, Controller.LSI_SAS, 1, 3, false, true, Content.FLAT),
            Tuple.tuple("32000", 8L << 40, Controller.NVME, 0, 0, true, true, Content.OTHER),
            Tuple.tuple("16000", 4096L, Controller.SATA, 0, 1, false, false, Content.OTHER),
            Tuple.tuple("41000", 4096L, Controller.OTHER, 0, 0, true, false, Content.FLAT));
  }

  @Test
  void itsCardsNameTheirNetworkOfEveryKind() {
    assertThat(read().nics())
        .containsExactly(
            new Nic("4000", Nic.Model.VMXNET3, "00:50:56:ab:cd:ef", "VM Network"),
            new Nic("4001", Nic.Model.E1000E, "00:50:56:00:00:02", "prod/10"),
            new Nic("4002", Nic.Model.OTHER, "00:50:56:00:00:03", "segment"));
  }
}
