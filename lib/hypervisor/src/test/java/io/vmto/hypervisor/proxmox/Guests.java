package io.vmto.hypervisor.proxmox;

import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.Machine.Controller;
import io.vmto.contract.machine.Machine.Disk;
import io.vmto.contract.machine.Machine.Firmware;
import io.vmto.contract.machine.Machine.Nic;
import io.vmto.hypervisor.TargetPlatform.Draft;
import io.vmto.hypervisor.TargetPlatform.MachineRef;
import io.vmto.hypervisor.TargetPlatform.Marker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Source machines to map, in few words. */
final class Guests {
  static final Marker MARKER = new Marker("inst-1", "job-7", "f00d");
  static final MachineRef REF = new MachineRef("pve1", "104");
  static final String UUID = "4216a1c2-0011-2233-4455-66778899aabb";

  private Guests() {}

  static Machine guest(String guestOs, Firmware firmware, Controller... disks) {
    var all = new ArrayList<Disk>();
    for (int i = 0; i < disks.length; i++) {
      all.add(
          new Disk(
              "" + (2000 + i),
              "Hard disk " + (i + 1),
              8L << 20,
              disks[i],
              0,
              i,
              "",
              true,
              true,
              Disk.Content.FLAT));
    }
    return machine(guestOs, firmware, all, List.of(nic(Nic.Model.VMXNET3)));
  }

  static Nic nic(Nic.Model model) {
    return new Nic("4000", model, "00:50:56:aa:bb:0c", "VM Network");
  }

  static Machine machine(String guestOs, Firmware firmware, List<Disk> disks, List<Nic> nics) {
    return new Machine(
        "vm-42",
        "web",
        List.of(),
        Machine.PowerState.OFF,
        firmware,
        false,
        false,
        2,
        2048,
        guestOs,
        UUID,
        0,
        disks,
        nics);
  }

  static Draft draft(Machine source) {
    return new Draft(REF, "web", source, Map.of("VM Network", "vmbr0:12"), "local", MARKER);
  }
}
