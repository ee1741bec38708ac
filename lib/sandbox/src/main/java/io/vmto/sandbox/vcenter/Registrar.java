package io.vmto.sandbox.vcenter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Turns a specification with raw files into a machine in the inventory and on the datastore. */
final class Registrar {
  private static final Set<String> POWER = Set.of("poweredOff", "poweredOn", "suspended");

  private final World world;

  Registrar(World world) {
    this.world = world;
  }

  /** Copies the disks outside of the lock; the machine appears when all of it is there. */
  Vm register(VmSpec spec) throws IOException {
    var vm = world.locked(() -> draft(spec));
    var specs = Objects.requireNonNull(spec.disks());
    for (int i = 0; i < vm.disks().size(); i++) {
      world.datastore().addDisk(specs.get(i).raw(), vm.disks().get(i));
    }
    world.datastore().addNvram(vm);
    return world.locked(
        () -> {
          world.put(vm);
          return vm;
        });
  }

  private Vm draft(VmSpec spec) {
    if (world.vms().stream().anyMatch(vm -> vm.name().equals(spec.name()))) {
      throw new IllegalArgumentException("there is a machine " + spec.name());
    }
    String power = Objects.requireNonNull(spec.power());
    String firmware = Objects.requireNonNull(spec.firmware());
    if (!POWER.contains(power) || !Set.of("bios", "efi").contains(firmware)) {
      throw new IllegalArgumentException("power is one of " + POWER + ", firmware bios or efi");
    }
    String uuid = spec.uuid() == null ? UUID.randomUUID().toString() : spec.uuid();
    String id = world.nextId();
    return new Vm(
        id,
        spec.name(),
        Objects.requireNonNull(spec.guestId()),
        firmware,
        spec.secureBoot(),
        spec.tpm(),
        spec.cpus(),
        spec.memoryMiB(),
        uuid.toLowerCase(Locale.ROOT),
        UUID.randomUUID().toString(),
        spec.foreign(),
        power,
        Instant.now().toString(),
        false,
        disks(spec),
        nics(spec, id),
        List.of());
  }

  private static List<Vm.Disk> disks(VmSpec spec) {
    var disks = new ArrayList<Vm.Disk>();
    var nextUnit = new HashMap<Integer, Integer>();
    for (var disk : Objects.requireNonNull(spec.disks())) {
      var kind = disk.kind();
      int controller = kind.key(disk.bus());
      int next = nextUnit.getOrDefault(controller, 0);
      int unit = disk.unit() != null ? disk.unit() : kind.scsi() && next == 7 ? 8 : next;
      nextUnit.put(controller, unit + 1);
      String suffix = disks.isEmpty() ? "" : "_" + disks.size();
      disks.add(
          new Vm.Disk(
              kind.diskKey(disk.bus(), unit),
              kind,
              disk.bus(),
              unit,
              capacity(disk.raw()),
              UUID.randomUUID().toString(),
              spec.name() + "/" + spec.name() + suffix + ".vmdk",
              disk.thin(),
              disk.mode() == null ? "persistent" : disk.mode(),
              List.of()));
    }
    var keys = disks.stream().map(Vm.Disk::key).collect(Collectors.toSet());
    if (keys.size() < disks.size()) {
      throw new IllegalArgumentException("two disks in one place");
    }
    return disks;
  }

  private static long capacity(Path raw) {
    try {
      long size = Files.size(raw);
      if (size == 0 || size % Datastore.SECTOR != 0) {
        throw new IllegalArgumentException(raw + " is not a whole number of sectors");
      }
      return size;
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + raw, e);
    }
  }

  private static List<Vm.Nic> nics(VmSpec spec, String id) {
    var nics = new ArrayList<Vm.Nic>();
    int number = Integer.parseInt(id.substring(3));
    for (var nic : Objects.requireNonNull(spec.nics())) {
      String network = nic.network() == null ? World.NETWORKS.getFirst() : nic.network();
      World.network(network);
      String mac =
          nic.mac() == null
              ? "00:50:56:%02x:%02x:%02x"
                  .formatted(0x80 | ((number >> 8) & 0x3f), number & 0xff, nics.size())
              : nic.mac().toLowerCase(Locale.ROOT);
      nics.add(new Vm.Nic(4000 + nics.size(), nic.type(), network, mac));
    }
    return nics;
  }

  /** Takes a machine and its files away. */
  void unregister(Vm vm) throws IOException {
    world.locked(
        () -> {
          if (world.leases().held(vm)) {
            throw new IllegalArgumentException(vm.name() + " is being exported");
          }
          world.guests().stop(vm);
          world.remove(vm);
          return true;
        });
    world.datastore().removeFolder(vm.name());
  }
}
