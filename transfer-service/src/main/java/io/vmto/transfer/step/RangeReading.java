package io.vmto.transfer.step;

import static io.vmto.contract.error.ErrorCode.DISK_LOCKED;
import static io.vmto.contract.error.ErrorCode.DISK_NOT_EXPORTABLE;
import static io.vmto.contract.error.ErrorCode.DISK_UNREADABLE;
import static io.vmto.contract.error.ErrorCode.PERMISSION_MISSING;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.Machine;
import io.vmto.disk.BlockReader;
import io.vmto.disk.BlockReaderStream;
import io.vmto.disk.BlockStream;
import io.vmto.hypervisor.PlatformException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of a flat extent that are not here yet. Nothing is held on the source meanwhile,
 * so the machine is looked at again before the copy counts.
 */
final class RangeReading implements DiskReading {
  static final String METHOD = "https-range";

  private static final Set<ErrorCode> EXPORT_MAY_DO =
      EnumSet.of(DISK_LOCKED, DISK_UNREADABLE, DISK_NOT_EXPORTABLE, PERMISSION_MISSING);

  private final StepContext context;
  private final Machine.Disk disk;
  private final Machine before;
  private final BlockStream stream;

  private RangeReading(StepContext context, Machine.Disk disk, Machine before, BlockStream stream) {
    this.context = context;
    this.disk = disk;
    this.before = before;
    this.stream = stream;
  }

  /**
   * @param before the machine as it was just seen
   */
  static RangeReading open(StepContext context, Machine.Disk disk, Machine before) {
    return new RangeReading(context, disk, before, new BlockReaderStream(reader(context, disk)));
  }

  /** The plan was approved with this reading: another one is for the operator to choose. */
  private static BlockReader reader(StepContext context, Machine.Disk disk) {
    try {
      return context.source().openDisk(context.machine().id(), disk.key());
    } catch (PlatformException e) {
      var f = e.failure();
      if (!EXPORT_MAY_DO.contains(f.code())) {
        throw e;
      }
      var remedy = f.remedy() + " Or create the job again with --read nfc, to export the disk.";
      throw new PlatformException(
          new Failure(f.code(), f.message(), f.facts(), remedy, f.transientFault()), e);
    }
  }

  @Override
  public BlockStream stream() {
    return stream;
  }

  @Override
  public String method() {
    return METHOD;
  }

  @Override
  public @Nullable Failure confirm() {
    var now = SourceState.require(context, disk);
    if (now.disks().equals(before.disks()) && now.snapshots() == before.snapshots()) {
      return null;
    }
    return Failure.of(
            ErrorCode.SOURCE_CHANGED,
            "The disks or snapshots of " + now.name() + " changed while they were read.",
            "Leave the machine alone until the job has ended, and create the job again.")
        .with("disk", disk.key());
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
