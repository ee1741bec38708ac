package io.vmto.query;

import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.Pass.DiskResult;
import io.vmto.contract.transfer.TransferEvent.PassCompleted;
import io.vmto.contract.view.Forecast;
import io.vmto.contract.view.Forecast.DiskRate;
import io.vmto.contract.view.Forecast.Seconds;
import io.vmto.contract.view.JobView.PassView;
import java.time.Duration;
import java.util.Optional;

/**
 * What the passes so far say about the cutover. Rates are of the last pass; what nobody has
 * measured yet (how fast a guest shuts down, how fast both sides are read again) is a range.
 */
final class ForecastFold {
  private static final Seconds SHUTDOWN = new Seconds(5, 60);
  private static final Seconds IMPORT = new Seconds(1, 15);

  /** A verification reads what a full pass read and wrote: faster at best, slower at worst. */
  private static final double FASTER = 2;

  private static final double SLOWER = 0.7;

  private static final int BOTH_SIDES = 2;

  /** The source, packing, the image, its checksum, upload and import. */
  private static final int UPLOADED = 6;

  private ForecastFold() {}

  /** To be called once the pass is folded in. */
  static void completed(JobDraft job, PassCompleted event) {
    var done = job.passes.stream().filter(p -> p.state() == PassView.State.DONE).toList();
    if (done.size() < 2) {
      return;
    }
    var before = done.get(done.size() - 2);
    double period =
        Math.max(1, Duration.between(before.startedAt(), done.getLast().startedAt()).toMillis());
    var rates =
        event.result().disks().stream()
            .map(disk -> new DiskRate(disk.disk(), Math.round(disk.changed() * 1000.0 / period)))
            .toList();
    double dirty = rates.stream().mapToLong(DiskRate::bytesPerSecond).sum();
    double copied =
        perSecond(
            event.result().disks().stream().mapToLong(DiskResult::read).sum(),
            event.result().millis());
    var full = full(job);
    job.forecast =
        new Forecast(
            rates,
            Math.round(copied),
            event.result().millis() < period,
            downtime(job, dirty, copied, event.result().millis() / 1000.0, full),
            done.size());
  }

  /** The rate of the first pass that read whole disks. */
  private static double full(JobDraft job) {
    Optional<PassView> first =
        job.passes.stream().filter(p -> p.state() == PassView.State.DONE).findFirst();
    return first.map(p -> perSecond(p.read(), p.millis())).orElse(1.0);
  }

  private static double perSecond(long bytes, long millis) {
    return Math.max(1, bytes * 1000.0 / Math.max(1, millis));
  }

  /** How often the disks are read while the machine is down. */
  private static int readings(JobDraft job) {
    return job.reachable() == Grade.PROVEN ? BOTH_SIDES : UPLOADED;
  }

  /**
   * The shutdown, what has changed since the last pass, and the readings until the target starts.
   */
  private static Seconds downtime(
      JobDraft job, double dirty, double copied, double pass, double full) {
    double bytes = readings(job) * job.disks.stream().mapToLong(disk -> disk.bytes()).sum();
    double waiting = job.warm().intervalSeconds();
    double least = SHUTDOWN.least() + IMPORT.least() + bytes / full / FASTER;
    double most =
        Math.min(SHUTDOWN.most(), Math.max(job.warm().shutdownSeconds(), 1))
            + IMPORT.most()
            + pass
            + dirty * (waiting + pass) / copied
            + bytes / full / SLOWER;
    return new Seconds(Math.round(least), Math.round(Math.ceil(most)));
  }
}
