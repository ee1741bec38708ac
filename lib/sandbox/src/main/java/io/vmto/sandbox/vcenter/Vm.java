package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Ref;
import io.vmto.sandbox.vcenter.Value.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A virtual machine as it is stored; disks live beside it in the datastore folder.
 *
 * @param changeTracking whether it was asked for; it works from the next stun on
 * @param snapshots oldest first, each the parent of the next
 */
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
    boolean changeTracking,
    List<Disk> disks,
    List<Nic> nics,
    List<Snapshot> snapshots) {

  Vm {
    disks = List.copyOf(disks);
    nics = List.copyOf(nics);
    snapshots = List.copyOf(snapshots);
  }

  /**
   * One disk.
   *
   * @param file base descriptor, relative to the datastore: {@code web/web.vmdk}
   * @param mode vim25 disk mode, e.g. {@code persistent}; independent disks are not exported
   * @param deltas descriptors of the links over the base, e.g. {@code web/web-000001.vmdk}
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
      String mode,
      List<String> deltas) {
    Disk {
      deltas = List.copyOf(deltas);
    }

    String flat() {
      return file.replaceFirst("\\.vmdk$", "-flat.vmdk");
    }

    /** The extent of a link over the base. */
    static String extent(String delta) {
      return delta.replaceFirst("\\.vmdk$", "-delta.vmdk");
    }

    /** The extent that its machine writes to. */
    String lastExtent() {
      return deltas.isEmpty() ? flat() : extent(deltas.getLast());
    }

    /** Where changes are noted. */
    String changes() {
      return file.replaceFirst("\\.vmdk$", "-ctk.vmdk");
    }

    /** Where the changes up to a snapshot are kept, as they were when it was taken. */
    String changes(Snapshot snapshot) {
      return file.replaceFirst("\\.vmdk$", "-ctk-" + snapshot.number() + ".vmdk");
    }

    /** Base first. */
    List<String> links() {
      var links = new ArrayList<>(List.of(file));
      links.addAll(deltas);
      return links;
    }

    boolean exported() {
      return !mode.startsWith("independent");
    }

    Disk with(List<String> links) {
      return new Disk(key, controller, bus, unit, capacity, uuid, file, thin, mode, links);
    }

    Disk resized(long bytes) {
      return new Disk(key, controller, bus, unit, bytes, uuid, file, thin, mode, deltas);
    }
  }

  record Nic(int key, String type, String network, String mac) {}

  Ref ref() {
    return new Ref("VirtualMachine", id);
  }

  /** Other people's machines hang in a folder of their own. */
  Ref folder() {
    return foreign ? World.OFFICE : World.VM_FOLDER;
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

  Optional<Snapshot> snapshot(Ref ref) {
    return snapshots.stream().filter(snapshot -> snapshot.ref().equals(ref)).findFirst();
  }

  /** Links that no snapshot needs any more. */
  boolean consolidationNeeded() {
    return disks.stream().anyMatch(disk -> disk.deltas().size() > snapshots.size());
  }

  Vm powered(String state) {
    return with(state, changeTracking, disks, snapshots);
  }

  Vm tracking(boolean wanted) {
    return with(power, wanted, disks, snapshots);
  }

  Vm with(List<Disk> changedDisks, List<Snapshot> changedSnapshots) {
    return with(power, changeTracking, changedDisks, changedSnapshots);
  }

  private Vm with(String state, boolean track, List<Disk> newDisks, List<Snapshot> newSnapshots) {
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
        Instant.now().toString(),
        track,
        newDisks,
        nics,
        newSnapshots);
  }
}
