package io.vmto.contract.transfer;

import io.vmto.contract.job.JobId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the copy of a disk is: cells of equal size side by side, as they were at its last
 * checkpoint.
 *
 * @param disk its key on the source
 * @param capacity of the disk, in bytes
 * @param offset where the first cell begins, in bytes of the disk
 * @param cell bytes of a cell, which is one leaf or several; the last may end earlier
 * @param leaf bytes of a leaf, the unit of proof
 * @param pass the last that wrote something; a cold copy has one, and where there is none it is 0
 * @param durable bytes of the whole disk that are durable in the copy
 * @param runs the cells in the order of the disk
 */
public record ExtentMap(
    JobId job,
    String disk,
    long capacity,
    long offset,
    long cell,
    int leaf,
    int pass,
    long durable,
    List<Run> runs) {
  public ExtentMap {
    runs = List.copyOf(runs);
  }

  /** Nothing is noted here about a copy of this disk. */
  public static ExtentMap nothing(JobId job, String disk) {
    return new ExtentMap(job, disk, 0, 0, 0, 0, 0, 0, List.of());
  }

  /**
   * Neighbours that look the same.
   *
   * @param cells how many
   * @param data leaves of each that are durable and hold something
   * @param zero leaves of each that are durable and hold zeros
   * @param pass the last that wrote one of them; 0 where none did
   * @param hash in hex, where a cell is one leaf and durable
   */
  public record Run(int cells, int data, int zero, int pass, @Nullable String hash) {
    /** Whether these cells and the other ones cannot be told apart. */
    public boolean looksLike(Run other) {
      return equals(other.of(cells));
    }

    /** So many cells that look like these. */
    public Run of(int number) {
      return new Run(number, data, zero, pass, hash);
    }
  }
}
