package io.vmto.contract.transfer;

import java.util.List;
import java.util.Optional;

/**
 * One sweep over the disks of a machine, which brings their replicas to one moment.
 *
 * @param number counts from 1 within the transfer
 * @param snapshot name of the source's snapshot that freezes the moment; empty for the last pass,
 *     which reads a machine that is off
 * @param disks what each disk needs
 */
public record Pass(int number, String snapshot, List<DiskPass> disks) {
  public Pass {
    disks = List.copyOf(disks);
  }

  /** Whether the source is off and nothing comes after it. */
  public boolean last() {
    return snapshot.isEmpty();
  }

  public Optional<DiskPass> disk(String key) {
    return disks.stream().filter(disk -> disk.disk().equals(key)).findFirst();
  }

  /**
   * A disk's part.
   *
   * @param since the change id from which on changes are read; empty reads the whole capacity
   * @param why the whole capacity is read; empty where changes are enough
   */
  public record DiskPass(String disk, String since, String why) {
    public boolean whole() {
      return since.isEmpty();
    }
  }

  /**
   * What a pass came to, once it was durable and the source was seen unchanged.
   *
   * @param millis from the snapshot to the end
   */
  public record Result(int number, List<DiskResult> disks, long millis) {
    public Result {
      disks = List.copyOf(disks);
    }

    public long changed() {
      return disks.stream().mapToLong(DiskResult::changed).sum();
    }
  }

  /**
   * A disk's part of it.
   *
   * @param changeId names the moment; the next pass reads what changed since
   * @param changed bytes the source named as changed, or the capacity
   * @param read bytes read from the source
   * @param written bytes written to the replica
   */
  public record DiskResult(String disk, String changeId, long changed, long read, long written) {}
}
