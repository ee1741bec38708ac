package io.vmto.contract.transfer;

import io.vmto.contract.job.JobId;

/**
 * Questions about the copy of a disk while its worker still has notes of it. All workers are asked,
 * and who has none says so.
 */
public sealed interface ExtentQuery {
  /** How many cells may be asked for. */
  int MOST_CELLS = 10_000;

  /**
   * Where the copy of a disk is. Answer: {@link ExtentMap}.
   *
   * @param disk its key on the source
   * @param offset where the map begins, in bytes of the disk
   * @param length bytes of the disk; what is behind its end does not count
   * @param cells at most so many, of equal size
   */
  record FindExtents(JobId job, String disk, long offset, long length, int cells)
      implements ExtentQuery {}
}
