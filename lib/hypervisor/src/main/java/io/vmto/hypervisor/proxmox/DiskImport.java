package io.vmto.hypervisor.proxmox;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.Machine;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.TargetPlatform;
import io.vmto.hypervisor.TargetPlatform.MachineRef;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Puts disks into machines: volumes that are there, or images that the node copies into new ones.
 */
final class DiskImport {
  private static final Duration PATIENCE = Duration.ofHours(24);

  private final PveClient client;
  private final PveTasks tasks;
  private final Storages storages;
  private final Machines machines;

  DiskImport(PveClient client, PveTasks tasks, Storages storages, Machines machines) {
    this.client = client;
    this.tasks = tasks;
    this.storages = storages;
    this.machines = machines;
  }

  /** Attaching what is attached already changes nothing. */
  void attach(MachineRef machine, Machine source, Machine.Disk disk, String volumeId) {
    var layout = DiskLayout.of(source);
    var slot = layout.slot(disk);
    var config = machines.config(machine);
    if (config.volume(slot).equals(volumeId)) {
      return;
    }
    machines.change(machine, change(config, layout, slot, VolumeId.parse(volumeId).toString()));
  }

  /** Nothing is put where another volume is: Proxmox would detach it without a word. */
  private static Map<String, String> change(
      MachineConfig config, DiskLayout layout, String slot, String drive) {
    if (config.values().containsKey(slot)) {
      throw new PlatformException(
          Failure.of(
                  ErrorCode.ILLEGAL_STATE,
                  "Slot " + slot + " of the machine already carries a volume",
                  "An earlier attempt may have put it there; roll back and start again.")
              .with("slot", slot)
              .with("volume", config.volume(slot)));
    }
    var taken = new java.util.HashSet<>(config.drives());
    taken.add(slot);
    var change = config.change();
    change.put(slot, drive);
    change.put("boot", layout.bootOrder(taken));
    return change;
  }

  TargetPlatform.Imported importDisk(
      MachineRef machine,
      Machine source,
      Machine.Disk disk,
      String storage,
      String uploadedVolume,
      LongConsumer copied) {
    var target = storages.usable(machine.node(), storage, "images");
    if (target.available() < disk.capacity()) {
      throw full(storage, disk.capacity(), target.available());
    }
    var layout = DiskLayout.of(source);
    var slot = layout.slot(disk);
    var drive =
        storage
            + ":0,import-from="
            + VolumeId.parse(uploadedVolume)
            + ",format="
            + Storages.diskFormat(target);
    var change = change(machines.config(machine), layout, slot, drive);
    var end = run(machine, storage, change, new ImportProgress(disk.capacity(), copied));
    return new TargetPlatform.Imported(imported(machine, slot, storage), end.warnings());
  }

  private static PlatformException full(String storage, long needed, long available) {
    return new PlatformException(
        Failure.of(
                ErrorCode.TARGET_FULL,
                "Storage " + storage + " has less room than the disk's capacity",
                "Free space on it, or choose another storage.")
            .with("storage", storage)
            .with("needed", needed)
            .with("available", available));
  }

  private PveTasks.End run(
      MachineRef machine, String storage, Map<String, String> change, ImportProgress progress) {
    var before = storages.disksOf(machine.node(), storage, machine.id()).keySet();
    var task = Upid.parse(client.post(Machines.path(machine) + "/config", change).asString(""));
    try {
      return tasks.await(task, PATIENCE, ErrorCode.IMPORT_FAILED, progress::line);
    } catch (PveTasks.Failed e) {
      if (!e.failure().failure().transientFault()) {
        storages.deleteLeftovers(machine.node(), storage, machine.id(), before, e.log());
      }
      throw e.failure();
    }
  }

  private String imported(MachineRef machine, String slot, String storage) {
    var volume = machines.config(machine).volume(slot);
    if (VolumeId.of(volume).filter(v -> v.storage().equals(storage)).isEmpty()) {
      throw new PlatformException(
          Failure.of(
                  ErrorCode.IMPORT_FAILED,
                  "The import ended well, but slot " + slot + " carries no volume of " + storage,
                  "Look at the machine's pending changes on the node.")
              .with("slot", slot)
              .with("volume", volume));
    }
    return volume;
  }
}
