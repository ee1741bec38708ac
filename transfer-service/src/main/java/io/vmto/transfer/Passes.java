package io.vmto.transfer;

import io.vmto.contract.transfer.Pass;
import io.vmto.contract.transfer.Pass.DiskPass;
import io.vmto.contract.transfer.TransferEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The passes of a warm transfer and the way to its cutover; only ever changed by events. A change
 * id is known here once its pass was durable, and never before.
 */
final class Passes {
  private static final String FIRST = "the first pass of this disk";

  private final Map<String, String> changeIds = new HashMap<>();
  private final Map<String, String> doubts = new HashMap<>();
  private @Nullable Pass current;
  private Pass.@Nullable Result lastResult;
  private int count;
  private boolean approved;
  private boolean shutdownRequested;
  private boolean sourceOff;
  private boolean finished;

  /** The pass under way, or null. */
  @Nullable Pass current() {
    return current;
  }

  Pass.@Nullable Result lastResult() {
    return lastResult;
  }

  /** The last pass is complete: the replicas are the source as it was shut down. */
  boolean finished() {
    return finished;
  }

  boolean begun() {
    return count > 0;
  }

  boolean approved() {
    return approved;
  }

  boolean shutdownRequested() {
    return shutdownRequested;
  }

  boolean sourceOff() {
    return sourceOff;
  }

  /**
   * What the next pass has to do.
   *
   * @param last the source is off: no snapshot is needed
   */
  Pass next(String job, List<String> disks, boolean last) {
    int number = count + 1;
    return new Pass(
        number, last ? "" : "vmto-" + job + "-" + number, disks.stream().map(this::disk).toList());
  }

  private DiskPass disk(String key) {
    var since = changeIds.get(key);
    return since == null
        ? new DiskPass(key, "", doubts.getOrDefault(key, FIRST))
        : new DiskPass(key, since, "");
  }

  void evolve(TransferEvent event) {
    switch (event) {
      case TransferEvent.PassStarted e -> {
        current = e.pass();
        count = e.pass().number();
      }
      case TransferEvent.PassWidened e -> {
        changeIds.remove(e.disk());
        doubts.put(e.disk(), e.why());
        current = widened(Objects.requireNonNull(current), e.disk(), e.why());
      }
      case TransferEvent.PassVoided e -> current = null;
      case TransferEvent.PassCompleted e -> {
        e.result().disks().forEach(this::done);
        doubts.clear();
        lastResult = e.result();
        finished = current != null && current.last();
        current = null;
      }
      case TransferEvent.CutoverApproved e -> approved = true;
      case TransferEvent.GuestShutdownRequested e -> shutdownRequested = true;
      case TransferEvent.SourcePoweredOff e -> sourceOff = true;
      case TransferEvent.SourcePoweredOn e -> {
        current = current != null && current.last() ? null : current;
        approved = false;
        shutdownRequested = false;
        sourceOff = false;
        finished = false;
      }
      default -> {}
    }
  }

  /** The last pass has no change id: should the source go on, it is read from the one before. */
  private void done(Pass.DiskResult disk) {
    if (!disk.changeId().isEmpty()) {
      changeIds.put(disk.disk(), disk.changeId());
    }
  }

  private static Pass widened(Pass pass, String key, String why) {
    return new Pass(
        pass.number(),
        pass.snapshot(),
        pass.disks().stream()
            .map(disk -> disk.disk().equals(key) ? new DiskPass(key, "", why) : disk)
            .toList());
  }
}
