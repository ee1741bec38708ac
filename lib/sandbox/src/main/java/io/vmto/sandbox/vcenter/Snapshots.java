package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Snapshot.Frozen;
import io.vmto.sandbox.vcenter.Value.Ref;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots of machines, the links of their disks, and the tracking of changes. Guarded by the
 * world's lock.
 */
final class Snapshots {
  private final World world;

  Snapshots(World world) {
    this.world = world;
  }

  /** Takes a snapshot: every dependent disk gets a link, and tracking that was asked for begins. */
  Snapshot create(Vm vm, String name, String description, String user) {
    int number = vm.snapshots().stream().mapToInt(Snapshot::number).max().orElse(0) + 1;
    var bare =
        new Snapshot(
            world.nextSnapshotId(),
            number,
            name,
            description,
            user,
            Instant.now().toString(),
            vm.power(),
            List.of());
    var frozen = new ArrayList<Frozen>();
    var disks = new ArrayList<Vm.Disk>();
    for (var disk : vm.disks()) {
      if (disk.exported()) {
        frozen.add(new Frozen(disk.key(), disk.links(), freeze(vm, disk, bare)));
        disks.add(withLink(disk));
      } else {
        disks.add(disk);
      }
    }
    var snapshot = bare.with(frozen);
    var snapshots = new ArrayList<>(vm.snapshots());
    snapshots.add(snapshot);
    var changed = vm.with(disks, snapshots);
    world.put(changed);
    stun(changed);
    world.guests().moment(vm, name);
    return snapshot;
  }

  private @Nullable String freeze(Vm vm, Vm.Disk disk, Snapshot snapshot) {
    var changes = world.datastore().find(disk.changes());
    if (!vm.changeTracking() || changes.isEmpty()) {
      return null;
    }
    try (var map = ChangeMap.open(changes.get())) {
      return map.freeze(world.datastore().place(disk.changes(snapshot)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Vm.Disk withLink(Vm.Disk disk) {
    for (int number = 1; ; number++) {
      var link = disk.file().replaceFirst("\\.vmdk$", "-%06d.vmdk".formatted(number));
      if (!disk.deltas().contains(link)) {
        try {
          DeltaLink.create(world.datastore().place(Vm.Disk.extent(link)), disk.capacity());
          Files.writeString(world.datastore().place(link), Datastore.deltaDescriptor(disk, link));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        var links = new ArrayList<>(disk.deltas());
        links.add(link);
        return disk.with(links);
      }
    }
  }

  /** The machine stood still for a moment: tracking that was asked for or taken back is now so. */
  void stun(Vm vm) {
    for (var disk : vm.disks()) {
      var changes = world.datastore().find(disk.changes());
      try {
        if (vm.changeTracking() && disk.exported() && changes.isEmpty()) {
          try (var chain = DiskChain.open(world.datastore(), disk)) {
            ChangeMap.create(world.datastore().place(disk.changes()), chain);
          }
        } else if (!vm.changeTracking() && changes.isPresent()) {
          Files.delete(changes.get());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What a crash, a hard stop, a resize or a move does: change ids from before mean nothing. */
  void resetTracking(Vm vm) {
    for (var disk : vm.disks()) {
      resetTracking(disk);
    }
  }

  void resetTracking(Vm.Disk disk) {
    world
        .datastore()
        .find(disk.changes())
        .ifPresent(
            file -> {
              try (var map = ChangeMap.open(file)) {
                map.reset();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /**
   * Takes a snapshot away, with those over it where asked; what they held goes into the links
   * below, at once or when somebody consolidates.
   */
  void remove(Vm vm, Snapshot snapshot, boolean children) {
    var left =
        vm.snapshots().stream()
            .filter(s -> children ? s.number() < snapshot.number() : !s.id().equals(snapshot.id()))
            .toList();
    for (var gone : vm.snapshots()) {
      if (!left.contains(gone)) {
        deleteFrozen(vm, gone);
      }
    }
    var changed = vm.with(vm.disks(), left);
    world.put(changed);
    if (!world.settings().consolidateLater()) {
      consolidate(changed);
    }
  }

  private void deleteFrozen(Vm vm, Snapshot snapshot) {
    for (var disk : vm.disks()) {
      world
          .datastore()
          .find(disk.changes(snapshot))
          .ifPresent(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  /** Merges every link that no snapshot needs into the one below. */
  void consolidate(Vm vm) {
    var disks = new ArrayList<Vm.Disk>();
    var snapshots = vm.snapshots();
    for (var disk : vm.disks()) {
      var now = disk;
      for (int i = disk.deltas().size() - 1; i >= 0; i--) {
        var link = disk.deltas().get(i);
        if (!begunBySnapshot(snapshots, disk.key(), i + 1)) {
          merge(now, link);
          now = now.with(now.deltas().stream().filter(l -> !l.equals(link)).toList());
          snapshots = snapshots.stream().map(s -> without(s, link)).toList();
        }
      }
      disks.add(now);
    }
    world.put(vm.with(disks, snapshots));
  }

  /** Whether the link at this place was begun by a snapshot that is still there. */
  private static boolean begunBySnapshot(List<Snapshot> snapshots, int key, int place) {
    return snapshots.stream()
        .map(snapshot -> snapshot.disk(key))
        .filter(Objects::nonNull)
        .anyMatch(frozen -> frozen.links().size() == place);
  }

  private static Snapshot without(Snapshot snapshot, String link) {
    return snapshot.with(snapshot.disks().stream().map(d -> d.without(link)).toList());
  }

  private void merge(Vm.Disk disk, String link) {
    var links = disk.deltas().subList(0, disk.deltas().indexOf(link) + 1);
    try {
      try (var chain = DiskChain.open(world.datastore(), disk, links)) {
        if (world.settings().bugs().contains(Bug.LOST_IN_CONSOLIDATION)) {
          forgetChanges(disk, chain);
        }
        chain.merge();
      }
      DeltaLink.delete(world.datastore().file(Vm.Disk.extent(link)));
      Files.delete(world.datastore().file(link));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The known bug: what was written while the snapshot was open counts as unchanged. */
  private void forgetChanges(Vm.Disk disk, DiskChain chain) throws IOException {
    var file = world.datastore().find(disk.changes());
    if (file.isEmpty()) {
      return;
    }
    try (var map = ChangeMap.open(file.get())) {
      for (int block = 0; block < map.blocks(); block++) {
        if (map.get(block) == map.sequence()
            && chain.lastHolds((long) block * ChangeMap.BLOCK, ChangeMap.BLOCK)) {
          map.set(block, 1);
        }
      }
    }
  }

  /** Writes as the guest does: into the last link, and noted where changes are tracked. */
  void write(Vm vm, Vm.Disk disk, long offset, byte[] bytes) {
    try (var chain = DiskChain.open(world.datastore(), disk)) {
      chain.write(offset, bytes);
      note(vm, disk, offset, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void note(Vm vm, Vm.Disk disk, long offset, int length) throws IOException {
    var changes = world.datastore().find(disk.changes());
    if (vm.changeTracking() && changes.isPresent()) {
      try (var map = ChangeMap.open(changes.get())) {
        boolean silent = map.resized() && world.settings().bugs().contains(Bug.SILENT_AFTER_RESIZE);
        if (!silent) {
          map.changed(offset, length);
        }
      }
    }
  }

  /** Makes a disk larger; with snapshots no host does. */
  void resize(Vm vm, Vm.Disk disk, long capacity) {
    if (!disk.deltas().isEmpty() || capacity < disk.capacity()) {
      throw new IllegalArgumentException("a disk with snapshots keeps its size, others only grow");
    }
    var larger = disk.resized(capacity);
    try {
      world.datastore().grow(larger);
      if (world.datastore().find(disk.changes()).isPresent()) {
        try (var chain = DiskChain.open(world.datastore(), larger)) {
          ChangeMap.create(world.datastore().place(disk.changes()), chain);
        }
        try (var map = ChangeMap.open(world.datastore().place(disk.changes()))) {
          map.becomeResized();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var disks = vm.disks().stream().map(d -> d.key() == disk.key() ? larger : d).toList();
    world.put(vm.with(disks, vm.snapshots()));
  }

  /** The machine that a snapshot belongs to. */
  Vm owner(Ref snapshot) {
    return world.vms().stream()
        .filter(vm -> vm.snapshot(snapshot).isPresent())
        .findFirst()
        .orElseThrow(() -> SoapFault.gone(snapshot));
  }
}
