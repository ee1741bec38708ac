package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Watches what an open snapshot costs the source: it grows with every write of the guest, and a
 * full datastore stops every machine on it. Asks the platform at most every few seconds.
 */
final class SnapshotGuard {
  private static final long LOOK_NANOS = Duration.ofSeconds(3).toNanos();

  private final StepContext context;
  private final StepRunner.SnapshotLimits limits;
  private final long began = System.nanoTime();
  private long looked = began;
  private @Nullable Failure alarm;

  SnapshotGuard(StepContext context, StepRunner.SnapshotLimits limits) {
    this.context = context;
    this.limits = limits;
  }

  /** Before a snapshot is taken: why it must not be, or null. */
  static @Nullable Failure obstacle(StepContext context, StepRunner.SnapshotLimits limits) {
    long room = context.source().snapshots().room(context.machine().id());
    return room < limits.floorBytes() ? full(room, limits) : null;
  }

  /** Whether the pass has to end now; blocks for a moment now and then. */
  synchronized boolean alarmed() {
    long now = System.nanoTime();
    if (alarm == null && now - looked >= LOOK_NANOS) {
      looked = now;
      alarm = now - began > limits.age().toNanos() ? old(limits) : obstacle(context, limits);
    }
    return alarm != null;
  }

  /** What has alarmed, or null. */
  synchronized @Nullable Failure alarm() {
    return alarm;
  }

  private static Failure full(long room, StepRunner.SnapshotLimits limits) {
    return Failure.of(
            ErrorCode.SOURCE_SPACE_LOW,
            String.format(
                Locale.ROOT,
                "A datastore of the machine has only %.1f GiB left, and a snapshot would fill it.",
                room / (double) (1 << 30)),
            "Free space on the datastore, then resume; or cancel the job.")
        .with("freeBytes", room)
        .with("floorBytes", limits.floorBytes());
  }

  private static Failure old(StepRunner.SnapshotLimits limits) {
    return Failure.of(
        ErrorCode.SNAPSHOT_TOO_OLD,
        "The pass took longer than a snapshot may be open (" + limits.age() + ").",
        "Raise the bandwidth limit, or vmto.transfer.snapshot-age, then resume.");
  }
}
