package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Ref;
import io.vmto.sandbox.vcenter.Value.Text;
import java.util.List;

/** A virtual machine as it is stored; disks live beside it in the datastore folder. */
record Vm(
    String id,
    String name,
    String guestId,
    String firmware,
    boolean secureBoot,
    boolean tpm,
    int cpus,
    int memoryMiB,
    String uuid,
    String instanceUuid,
    boolean foreign,
    String power,
    String modified,
    List<Disk> disks,
    List<Nic> nics) {

  /**
   * One disk.
   *
   * @param file descriptor, relative to the datastore: {@code web/web.vmdk}
   * @param mode vim25 disk mode, e.g. {@code persistent}; independent disks are not exported
   */
  record Disk(
      int key,
      Controller controller,
      int bus,
      int unit,
      long capacity,
      String uuid,
      String file,
      boolean thin,
      String mode) {
    String flat() {
      return file.replaceFirst("\\.vmdk$", "-flat.vmdk");
    }

    boolean exported() {
      return !mode.startsWith("independent");
    }
  }

  record Nic(int key, String type, String network, String mac) {}

  Ref ref() {
    return new Ref("VirtualMachine", id);
  }

  boolean isOn() {
    return power.equals("poweredOn");
  }

  boolean efi() {
    return firmware.equals("efi");
  }

  String vmx() {
    return "[" + Datastore.NAME + "] " + name + "/" + name + ".vmx";
  }

  String nvram() {
    return name + "/" + name + ".nvram";
  }

  static Text power(String state) {
    return Value.choice("VirtualMachinePowerState", state);
  }

  Vm powered(String state) {
    return new Vm(
        id,
        name,
        guestId,
        firmware,
        secureBoot,
        tpm,
        cpus,
        memoryMiB,
        uuid,
        instanceUuid,
        foreign,
        state,
        java.time.Instant.now().toString(),
        disks,
        nics);
  }
}
