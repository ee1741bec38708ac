package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.Machine;
import io.vmto.disk.Manifest;
import io.vmto.hypervisor.PlatformException;

/** Says where two copies of a disk differ. */
final class Mismatch {
  private Mismatch() {}

  /** Both must hold the same leaves; {@code side} names the one that was read again. */
  static void require(Machine.Disk disk, String side, Manifest copied, Manifest seen) {
    var where = copied.firstDifference(seen);
    if (where == null) {
      return;
    }
    throw new PlatformException(
        Failure.of(
                ErrorCode.ROOT_MISMATCH,
                "The "
                    + side
                    + " of disk "
                    + disk.key()
                    + " differs from what was copied, first at byte "
                    + where.offset()
                    + ".",
                "Do not use the copy. Retry the job; if it happens again, look at the storage.")
            .with("disk", disk.key())
            .with("side", side)
            .with("offset", where.offset())
            .with("length", where.length())
            .with("expected", copied.root())
            .with("found", seen.root()));
  }
}
