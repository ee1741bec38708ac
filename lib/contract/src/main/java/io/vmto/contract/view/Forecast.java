package io.vmto.contract.view;

import java.util.List;

/**
 * What the passes of a warm migration say about its cutover.
 *
 * @param disks how fast each disk changed between the last two snapshots
 * @param readPerSecond bytes the last pass read in a second, its overhead included
 * @param converging whether a pass takes less time than its changes took to come about
 * @param downtime from the request to shut down until the target may start, full verification
 *     included
 * @param passes how many passes this is based on
 */
public record Forecast(
    List<DiskRate> disks, long readPerSecond, boolean converging, Seconds downtime, int passes) {
  public Forecast {
    disks = List.copyOf(disks);
  }

  /** Changes of all disks in a second. */
  public long dirtyPerSecond() {
    return disks.stream().mapToLong(DiskRate::bytesPerSecond).sum();
  }

  /** Changes of a disk in a second. */
  public record DiskRate(String disk, long bytesPerSecond) {}

  /** A range of time. */
  public record Seconds(long least, long most) {}
}
