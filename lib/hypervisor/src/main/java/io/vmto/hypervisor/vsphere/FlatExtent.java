package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.DISK_NOT_EXPORTABLE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.RangeDisk;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the file that holds a disk's raw content, to read it by HTTP Range. */
final class FlatExtent {
  private static final int DESCRIPTOR_LIMIT = 64 << 10;

  /** An extent line of a descriptor (Virtual Disk Format 5.0): access, sectors, type, file. */
  private static final Pattern EXTENT =
      Pattern.compile("(?m)^\\s*(?:RW|RDONLY)\\s+(\\d{1,15})\\s+(\\w+)\\s+\"([^\"/]+)\"");

  private FlatExtent() {}

  /** Opens the extent; it must be as large as the disk. */
  static RangeDisk open(Session session, VirtualMachine vm, VirtualDisk disk) {
    if (!disk.disk().exportable() || disk.chained()) {
      throw noExtent(disk, "it is independent, raw, or stands on a snapshot");
    }
    var datacenter = session.perform(() -> new Datacenters(session).pathOf(disk.datastore()));
    var layout = session.perform(() -> new Inventory(session).one(vm.ref(), "layoutEx"));
    var listed = listedExtents(layout.get("layoutEx"), disk);
    var path =
        listed.isEmpty()
            ? describedExtent(session, datacenter, disk)
            : DatastorePath.parse(only(listed, disk));
    return RangeDisk.open(
        new DatastoreFile(session, path.target(datacenter), disk),
        disk.disk().capacity(),
        RangeDisk.USUAL_CONNECTIONS);
  }

  /**
   * Opens what a snapshot froze. The machine's listing names all links of the disk now, so the
   * descriptor of the frozen one says which file it is.
   */
  static RangeDisk openFrozen(Session session, VirtualDisk disk) {
    if (!disk.disk().exportable() || disk.chained()) {
      throw noExtent(disk, "it is independent, raw, or stands on another snapshot");
    }
    var datacenter = session.perform(() -> new Datacenters(session).pathOf(disk.datastore()));
    var path = describedExtent(session, datacenter, disk);
    return RangeDisk.open(
        new DatastoreFile(session, path.target(datacenter), disk),
        disk.disk().capacity(),
        RangeDisk.USUAL_CONNECTIONS);
  }

  static List<String> listedExtents(Node layout, VirtualDisk disk) {
    Set<String> files = new HashSet<>();
    for (var entry : layout.all("disk")) {
      if (entry.text("key").equals(disk.disk().key())) {
        entry.all("chain").forEach(link -> link.all("fileKey").forEach(f -> files.add(f.text())));
      }
    }
    return layout.all("file").stream()
        .filter(file -> file.text("type").equals("diskExtent") && files.contains(file.text("key")))
        .map(file -> file.text("name"))
        .toList();
  }

  private static String only(List<String> extents, VirtualDisk disk) {
    if (extents.size() != 1) {
      throw noExtent(disk, "its content is spread over " + extents.size() + " files");
    }
    return extents.getFirst();
  }

  /** Without a listing the descriptor says where the content is, or that there is no such file. */
  private static DatastorePath describedExtent(
      Session session, String datacenter, VirtualDisk disk) {
    var descriptor = DatastorePath.parse(disk.disk().location());
    var file = new DatastoreFile(session, descriptor.target(datacenter), disk);
    var extents =
        EXTENT.matcher(new String(file.whole(DESCRIPTOR_LIMIT), UTF_8)).results().toList();
    if (extents.size() != 1 || !Set.of("VMFS", "FLAT").contains(extents.getFirst().group(2))) {
      throw noExtent(disk, "its descriptor names no single flat file");
    }
    return descriptor.sibling(extents.getFirst().group(3));
  }

  private static PlatformException noExtent(VirtualDisk disk, String why) {
    return new PlatformException(
        Failure.of(
                DISK_NOT_EXPORTABLE,
                "Disk " + disk.disk().label() + " has no flat file to read from: " + why,
                "It can still be exported (NFC).")
            .with("disk", disk.disk().key()));
  }
}
