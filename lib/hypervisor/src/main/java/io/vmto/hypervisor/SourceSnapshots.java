package io.vmto.hypervisor;

import io.vmto.disk.BlockReader;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots of a source's machines and what changed between them: how disks are read while their
 * machine runs. All calls block until the platform's own task ended, time out by themselves, and
 * throw {@link PlatformException}.
 */
public interface SourceSnapshots {
  /** How a machine's disks stand at this moment. */
  Standing standing(String machineId);

  /** Least free bytes on a datastore that a snapshot of the machine would grow on. */
  long room(String machineId);

  /**
   * Makes the platform note changes, or stop noting them; takes effect when the machine next stands
   * still for a moment, as it does for a snapshot.
   *
   * @return whether changes were to be noted before
   */
  boolean track(String machineId, boolean wanted);

  /**
   * Takes a snapshot without memory and without quiescing.
   *
   * @param name unique; a snapshot is found and taken away by it
   * @param note stands in its description: says whose it is
   */
  Snapshot take(String machineId, String name, String note);

  /** A snapshot by its name, or empty when there is none. */
  Optional<Snapshot> find(String machineId, String name);

  /**
   * Takes a snapshot away and waits until the disks hold what it held; one that is gone is fine.
   * NOT_OURS when its description is not the note.
   */
  void remove(String machineId, String name, String note);

  /** Brings links that no snapshot needs into the disks below. */
  void consolidate(String machineId);

  /**
   * What changed on a disk between a change id and a snapshot, all pages of it, in disk order.
   *
   * @param snapshot null asks a machine that is off for what changed until now
   * @param since a change id, or {@link #EVERYTHING}
   */
  List<Area> changed(String machineId, @Nullable Snapshot snapshot, String disk, String since);

  /**
   * Opens what a snapshot froze of a disk, for random reads. Refused with DISK_NOT_EXPORTABLE where
   * that is not one flat file.
   */
  BlockReader open(String machineId, Snapshot snapshot, String disk);

  /** Instead of a change id: everything that was ever written. */
  String EVERYTHING = "*";

  /** Part of a disk, in bytes. */
  record Area(long start, long length) {
    public Area {
      if (start < 0 || length <= 0) {
        throw new IllegalArgumentException("an area begins at or after 0 and is not empty");
      }
    }

    public long end() {
      return start + length;
    }
  }

  /**
   * A snapshot and what it froze.
   *
   * @param id the platform's handle
   */
  record Snapshot(String id, String name, String note, List<FrozenDisk> disks) {
    public Snapshot {
      disks = List.copyOf(disks);
    }

    public Optional<FrozenDisk> disk(String key) {
      return disks.stream().filter(disk -> disk.key().equals(key)).findFirst();
    }
  }

  /**
   * A disk as a snapshot froze it.
   *
   * @param file where the frozen content is, e.g. {@code [datastore1] web/web.vmdk}
   * @param chained whether that file only holds changes over another one
   * @param changeId names this moment; empty where changes are not noted
   */
  record FrozenDisk(String key, String file, boolean chained, long capacity, String changeId) {}

  /**
   * How a machine's disks stand.
   *
   * @param snapshots names of all its snapshots, whoever made them
   * @param consolidating whether links are left that no snapshot needs
   * @param disks each with the file it is written to now; their change ids are empty
   * @param host where it runs
   * @param tracking whether changes are to be noted
   * @param tools whether the guest can be asked to shut down
   */
  record Standing(
      List<String> snapshots,
      boolean consolidating,
      List<FrozenDisk> disks,
      String host,
      boolean tracking,
      boolean tools) {
    public Standing {
      snapshots = List.copyOf(snapshots);
      disks = List.copyOf(disks);
    }

    /** Whether every disk is one file of its own, which a snapshot would freeze as it is. */
    public boolean plain() {
      return snapshots.isEmpty() && !consolidating && disks.stream().noneMatch(FrozenDisk::chained);
    }
  }
}
