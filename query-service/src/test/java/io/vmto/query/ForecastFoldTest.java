package io.vmto.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.Pass;
import io.vmto.contract.transfer.Pass.DiskPass;
import io.vmto.contract.transfer.Pass.DiskResult;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferEvent.PassCompleted;
import io.vmto.contract.transfer.TransferEvent.PassStarted;
import io.vmto.contract.transfer.TransferId;
import io.vmto.contract.view.Forecast;
import io.vmto.contract.view.Forecast.DiskRate;
import io.vmto.contract.view.JobView;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Figures worked out by hand. */
class ForecastFoldTest {
  private static final JobId JOB = new JobId("j");
  private static final TransferId T = TransferId.of(JOB);
  private static final long MIB = 1 << 20;

  private static JobView fold(TransferEvent... events) {
    return fold(Grade.PROVEN, events);
  }

  private static JobView fold(Grade reachable, TransferEvent... events) {
    JobView view = JobFold.evolve(null, Examples.reaching(reachable, JOB));
    for (var event : events) {
      view = JobFold.evolve(view, event);
    }
    return Objects.requireNonNull(view);
  }

  private static PassStarted started(int number, int second) {
    var disk = new DiskPass("2000", number == 1 ? "" : "u/1", "");
    return new PassStarted(T, JOB, 2, new Pass(number, "s", List.of(disk)), Examples.at(second));
  }

  private static PassCompleted completed(int number, long mib, long millis, int second) {
    var disk = new DiskResult("2000", "u/2", mib * MIB, mib * MIB, mib * MIB);
    return new PassCompleted(
        T, JOB, new Pass.Result(number, List.of(disk), millis), Examples.at(second));
  }

  @Test
  void onePassSaysNothingYet() {
    assertThat(fold(started(1, 10), completed(1, 65, 1_000, 11)).forecast()).isNull();
  }

  /** 20 MiB came about in 10 s and were copied in 2 s. */
  @Test
  void twoPassesTellHowFastTheMachineChangesAndHowLongItWillBeDown() {
    var view =
        fold(
            started(1, 10),
            completed(1, 65, 1_000, 11),
            started(2, 20),
            completed(2, 20, 2_000, 22));
    Forecast forecast = Objects.requireNonNull(view.forecast());
    assertThat(forecast.disks()).containsExactly(new DiskRate("2000", 2 * MIB));
    assertThat(forecast.readPerSecond()).isEqualTo(10 * MIB);
    assertThat(forecast.converging()).isTrue();
    assertThat(forecast.passes()).isEqualTo(2);
    // 5 s shutdown, 1 s import, twice 65 MiB at twice 65 MiB/s
    assertThat(forecast.downtime().least()).isEqualTo(7);
  }

  /** Six readings of 65 MiB at twice 65 MiB/s instead of two. */
  @Test
  void whatIsUploadedIsDownForThatAsWell() {
    var view =
        fold(
            Grade.DELIVERED,
            started(1, 10),
            completed(1, 65, 1_000, 11),
            started(2, 20),
            completed(2, 20, 2_000, 22));
    assertThat(Objects.requireNonNull(view.forecast()).downtime().least()).isEqualTo(9);
  }

  @Test
  void aMachineThatChangesFasterThanItIsCopiedDoesNotConverge() {
    var view =
        fold(
            started(1, 10),
            completed(1, 65, 1_000, 11),
            started(2, 20),
            completed(2, 900, 30_000, 50));
    assertThat(Objects.requireNonNull(view.forecast()).converging()).isFalse();
  }
}
