package io.vmto.hypervisor;

import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.TargetNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A platform machines are moved to. Everything it creates carries our {@link Marker}, and nothing
 * is deleted unless the marker is read on it at that moment. All calls block until the platform's
 * own task ended, time out by themselves, and throw {@link PlatformException}.
 */
public interface TargetPlatform extends AutoCloseable {
  PlatformInfo info();

  List<TargetNode> nodes();

  /** An id that was free when asked; may be somebody else's a moment later. */
  String nextMachineId();

  /**
   * Creates a stopped machine without disks: hardware, firmware and cards like the source's, links
   * down, not started on boot, protected, marker in its notes. Returns after the marker was read
   * back. Throws MACHINE_ID_TAKEN when somebody was faster; theirs is not touched.
   */
  MachineRef create(Draft draft);

  /** The machine that carries this marker, wherever it is; asked on resume and rollback. */
  Optional<MachineRef> find(Marker marker);

  /**
   * Allocates a raw volume on a storage this installation has mounted, and proves with a nonce that
   * both sides see the same directory (MOUNT_MISMATCH otherwise).
   */
  Volume allocate(MachineRef machine, String storage, int index, long capacity);

  /** The id and path that {@link #allocate} would give now; changes nothing. */
  Volume planned(MachineRef machine, String storage, int index);

  /**
   * Allocates a raw volume on a storage of any type, to be written through {@link #serve}.
   *
   * @return the volume's id
   */
  String allocateOnNode(MachineRef machine, String storage, int index, long capacity);

  /** The id that {@link #allocateOnNode} would give now; changes nothing. */
  String plannedOnNode(MachineRef machine, String storage, int index);

  /**
   * Serves a volume over NBD until it is closed. What still serves under this name is ended first,
   * so that nobody else writes.
   *
   * @param name of this use of the volume: letters, digits and dashes
   */
  Served serve(String node, String volumeId, String name, boolean writable);

  /** Ends what still serves under this name; nothing is fine. */
  void stopServing(String node, String name);

  /** The volume id that an upload under this name gets; asks nobody. */
  String uploadId(String storage, String fileName);

  /**
   * Attaches an allocated volume as the machine's disk; of those attached, the one that comes first
   * at the source is the boot disk. Attaching it again changes nothing; a place that carries
   * another volume is ILLEGAL_STATE.
   */
  void attach(MachineRef machine, Machine source, Machine.Disk disk, String volumeId);

  /**
   * Uploads an image; the node verifies the SHA-256.
   *
   * @param fileName must end in the image's format, e.g. {@code vmto-1f3a-0.qcow2}
   * @return the volume id of the uploaded file
   */
  String upload(
      String node,
      String storage,
      String fileName,
      ImageBytes image,
      String sha256,
      LongConsumer sent);

  /** Imports an uploaded image as the machine's disk; says which volume it is. */
  Imported importDisk(
      MachineRef machine,
      Machine source,
      Machine.Disk disk,
      String storage,
      String uploadedVolume,
      LongConsumer copied);

  /** Whether a volume with exactly this id exists. */
  boolean volumeExists(String node, String volumeId);

  /** Deletes exactly this volume; a volume that is not there is fine. */
  void deleteVolume(String node, String volumeId);

  void start(MachineRef machine);

  /** Hard stop; a machine that is not running is fine. */
  void stop(MachineRef machine);

  Machine.PowerState power(MachineRef machine);

  /** Reads the machine's serial console while it runs. */
  SerialConsole console(MachineRef machine);

  /** Gives the machine to its owner: links up, protection off, marker taken out of the notes. */
  void handOver(MachineRef machine, Marker marker);

  /** Stops and destroys the machine with its disks if it carries the marker; NOT_OURS otherwise. */
  void destroy(MachineRef machine, Marker marker);

  @Override
  void close();

  /**
   * A disk that was imported.
   *
   * @param volume id of the new volume
   * @param warnings how many the platform's task counted; 0 is a plain OK
   */
  record Imported(String volume, int warnings) {}

  /** Where a machine lives on the target. */
  record MachineRef(String node, String id) {
    @Override
    public String toString() {
      return node + "/" + id;
    }
  }

  /**
   * An allocated volume and where this installation sees it.
   *
   * @param id e.g. {@code shared:104/vm-104-disk-0.raw}
   */
  record Volume(String id, Path path) {}

  /** A volume behind an NBD server, which is gone after the close; that blocks for a while. */
  interface Served extends java.io.Closeable {
    io.vmto.disk.nbd.NbdAddress address();
  }

  /**
   * What to create.
   *
   * @param networks source network name → target bridge, optionally {@code bridge:vlan}
   * @param storage where firmware variables go when the source boots by EFI
   */
  record Draft(
      MachineRef machine,
      String name,
      Machine source,
      Map<String, String> networks,
      String storage,
      Marker marker) {
    public Draft {
      networks = Map.copyOf(networks);
    }
  }

  /** Says whose a remote object is; its text form is what stands in the object's notes. */
  record Marker(String installation, String job, String nonce) {
    @Override
    public String toString() {
      return "vmto:" + installation + ":" + job + ":" + nonce;
    }
  }

  /** An attached serial console; output before attaching is lost. */
  interface SerialConsole extends AutoCloseable {
    /**
     * The next line, without terminal control sequences, or empty after the timeout. Throws
     * UNREACHABLE (passing) once the console has ended and every line of it was read.
     */
    Optional<String> readLine(java.time.Duration timeout);

    @Override
    void close();
  }
}
