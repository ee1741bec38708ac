package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.NOT_OURS;
import static io.vmto.contract.error.ErrorCode.PROTOCOL_ERROR;

import io.vmto.contract.error.Failure;
import io.vmto.disk.BlockReader;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.SourceSnapshots;
import io.vmto.hypervisor.vsphere.Inventory.Properties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots and change tracking of vSphere (Web Services API: VirtualMachine,
 * VirtualMachineSnapshot, QueryChangedDiskAreas). A change id stands in the backing of the
 * snapshot's own device, never in the machine's.
 */
final class VsphereSnapshots implements SourceSnapshots {
  private static final Duration QUICK = Duration.ofMinutes(10);

  /** A snapshot that was open for long is merged for long. */
  private static final Duration MERGE = Duration.ofHours(6);

  private static final String[] STANDING = {
    "snapshot",
    "runtime.host",
    "runtime.consolidationNeeded",
    "config.changeTrackingEnabled",
    "config.hardware.device",
    "guest.toolsRunningStatus"
  };

  private final Session session;

  VsphereSnapshots(Session session) {
    this.session = session;
  }

  private static Moref vm(String machineId) {
    return new Moref("VirtualMachine", machineId);
  }

  private Properties look(Moref object, String... paths) {
    return session.perform(() -> new Inventory(session).one(object, paths));
  }

  @Override
  public Standing standing(String machineId) {
    var now = look(vm(machineId), STANDING);
    return new Standing(
        trees(now.get("snapshot")).map(tree -> tree.text("name")).toList(),
        now.text("runtime.consolidationNeeded").equals("true"),
        disks(now.get("config.hardware.device")),
        now.get("runtime.host").text(),
        now.text("config.changeTrackingEnabled").equals("true"),
        now.text("guest.toolsRunningStatus").equals("guestToolsRunning"));
  }

  /** DatastoreSummary.freeSpace is in bytes. */
  @Override
  public long room(String machineId) {
    return look(vm(machineId), "datastore").get("datastore").children().stream()
        .map(Node::ref)
        .mapToLong(store -> look(store, "summary").get("summary").number("freeSpace", 0))
        .min()
        .orElse(0);
  }

  private static List<FrozenDisk> disks(Node devices) {
    return devices.children().stream()
        .filter(device -> device.xsiType().equals("VirtualDisk"))
        .map(device -> VirtualDisk.of(device, Node.NONE))
        .map(
            disk ->
                new FrozenDisk(
                    disk.disk().key(),
                    disk.disk().location(),
                    disk.chained(),
                    disk.disk().capacity(),
                    disk.changeId()))
        .toList();
  }

  private static Stream<Node> trees(Node info) {
    return info.all("rootSnapshotList").stream().flatMap(VsphereSnapshots::withChildren);
  }

  private static Stream<Node> withChildren(Node tree) {
    return Stream.concat(
        Stream.of(tree),
        tree.all("childSnapshotList").stream().flatMap(VsphereSnapshots::withChildren));
  }

  @Override
  public boolean track(String machineId, boolean wanted) {
    boolean before = standing(machineId).tracking();
    if (before != wanted) {
      var spec = SoapArgs.none().group("spec", s -> s.text("changeTrackingEnabled", wanted));
      Task.run(session, "ReconfigVM_Task", vm(machineId), spec, QUICK);
    }
    return before;
  }

  @Override
  public Snapshot take(String machineId, String name, String note) {
    var args =
        SoapArgs.none()
            .text("name", name)
            .text("description", note)
            .text("memory", false)
            .text("quiesce", false);
    var taken = Task.run(session, "CreateSnapshot_Task", vm(machineId), args, QUICK).ref();
    return frozen(taken, name, note);
  }

  private Snapshot frozen(Moref snapshot, String name, String note) {
    var device = look(snapshot, "config.hardware.device").get("config.hardware.device");
    return new Snapshot(snapshot.id(), name, note, disks(device));
  }

  @Override
  public Optional<Snapshot> find(String machineId, String name) {
    return tree(machineId, name)
        .map(tree -> frozen(tree.at("snapshot").ref(), name, tree.text("description")));
  }

  private Optional<Node> tree(String machineId, String name) {
    var found =
        trees(look(vm(machineId), "snapshot").get("snapshot"))
            .filter(tree -> tree.text("name").equals(name))
            .toList();
    if (found.size() > 1) {
      throw new PlatformException(
          Failure.of(
                  NOT_OURS,
                  "The machine has " + found.size() + " snapshots of the same name",
                  "Look at its snapshots on the platform and remove the wrong one by hand.")
              .with("snapshot", name));
    }
    return found.stream().findFirst();
  }

  @Override
  public void remove(String machineId, String name, String note) {
    var tree = tree(machineId, name);
    if (tree.isPresent()) {
      if (!tree.get().text("description").equals(note)) {
        throw new PlatformException(
            Failure.of(
                    NOT_OURS,
                    "Snapshot " + name + " does not carry this job's mark",
                    "It is left alone; remove it by hand if nobody needs it.")
                .with("snapshot", name));
      }
      var args = SoapArgs.none().text("removeChildren", false).text("consolidate", true);
      Task.run(session, "RemoveSnapshot_Task", tree.get().at("snapshot").ref(), args, MERGE);
    }
  }

  @Override
  public void consolidate(String machineId) {
    Task.run(session, "ConsolidateVMDisks_Task", vm(machineId), SoapArgs.none(), MERGE);
  }

  @Override
  public List<Area> changed(
      String machineId, @Nullable Snapshot snapshot, String disk, String since) {
    long capacity = capacity(machineId, snapshot, disk);
    var areas = new ArrayList<Area>();
    for (long at = 0; at < capacity; ) {
      long from = at;
      var page =
          session.perform(
              () ->
                  session.call(
                      "QueryChangedDiskAreas",
                      vm(machineId),
                      question(snapshot, disk, from, since)));
      at = take(page.at("returnval"), at, capacity, areas);
    }
    return areas;
  }

  private long capacity(String machineId, @Nullable Snapshot snapshot, String disk) {
    var disks = snapshot == null ? standing(machineId).disks() : snapshot.disks();
    return disks.stream()
        .filter(d -> d.key().equals(disk))
        .mapToLong(FrozenDisk::capacity)
        .findFirst()
        .orElseThrow(() -> strange("it has no disk " + disk));
  }

  private static SoapArgs question(
      @Nullable Snapshot snapshot, String disk, long from, String since) {
    var args = SoapArgs.none();
    if (snapshot != null) {
      args.ref("snapshot", new Moref("VirtualMachineSnapshot", snapshot.id()));
    }
    return args.text("deviceKey", disk).text("startOffset", from).text("changeId", since);
  }

  /** Takes a page's areas and says where the next one begins: where the answer ends, not ours. */
  private static long take(Node page, long from, long capacity, List<Area> areas) {
    long length = page.number("length", -1);
    if (page.number("startOffset", -1) != from || length <= 0 || length > capacity - from) {
      throw strange("an answer to the areas from " + from + " is not about them");
    }
    for (var extent : page.all("changedArea")) {
      long start = extent.number("start", -1);
      long size = extent.number("length", -1);
      long least = areas.isEmpty() ? from : Math.max(from, areas.getLast().end());
      if (start < least || size <= 0 || size > from + length - start) {
        throw strange("an area at " + start + " is out of order or outside");
      }
      areas.add(new Area(start, size));
    }
    return from + length;
  }

  private static PlatformException strange(String why) {
    return new PlatformException(
        PROTOCOL_ERROR,
        "The changed areas are not plausible: " + why,
        "The whole disk is copied instead; look at the host's version and its known faults.");
  }

  @Override
  public BlockReader open(String machineId, Snapshot snapshot, String disk) {
    var device =
        look(snapshotRef(snapshot), "config.hardware.device").get("config.hardware.device");
    var frozen =
        device.children().stream()
            .filter(d -> d.xsiType().equals("VirtualDisk") && d.text("key").equals(disk))
            .map(d -> VirtualDisk.of(d, Node.NONE))
            .findFirst()
            .orElseThrow(() -> strange("the snapshot has no disk " + disk));
    return FlatExtent.openFrozen(session, frozen);
  }

  private static Moref snapshotRef(Snapshot snapshot) {
    return new Moref("VirtualMachineSnapshot", snapshot.id());
  }
}
