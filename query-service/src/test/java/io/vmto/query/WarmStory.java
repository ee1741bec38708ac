package io.vmto.query;

import static io.vmto.query.Examples.FAILURE;

import io.vmto.contract.Event;
import io.vmto.contract.job.JobEvent.JobCutoverApproved;
import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.Pass;
import io.vmto.contract.transfer.TransferEvent.CutoverApproved;
import io.vmto.contract.transfer.TransferEvent.GuestShutdownRequested;
import io.vmto.contract.transfer.TransferEvent.PassCompleted;
import io.vmto.contract.transfer.TransferEvent.PassStarted;
import io.vmto.contract.transfer.TransferEvent.PassVoided;
import io.vmto.contract.transfer.TransferEvent.PassWidened;
import io.vmto.contract.transfer.TransferEvent.SourcePoweredOff;
import io.vmto.contract.transfer.TransferEvent.SourcePoweredOn;
import io.vmto.contract.transfer.TransferEvent.StepWaiting;
import io.vmto.contract.transfer.TransferId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** What a transfer tells while a machine is kept in step and cut over. */
final class WarmStory {
  private WarmStory() {}

  static List<Event> tell(
      JobId job, TransferId transfer, int step, Random random, Supplier<Instant> tick) {
    var told = new ArrayList<Event>();
    int passes = 2 + random.nextInt(3);
    for (int number = 1; number <= passes; number++) {
      var disk = new Pass.DiskPass("2000", number == 1 ? "" : "u/" + number, "");
      var pass = new Pass(number, "vmto-" + job + "-" + number, List.of(disk));
      told.add(new PassStarted(transfer, job, step, pass, tick.get()));
      if (random.nextInt(3) == 0) {
        told.add(new PassWidened(transfer, job, number, "2000", "no change id", tick.get()));
      }
      if (random.nextInt(4) == 0) {
        told.add(new PassVoided(transfer, job, number, FAILURE, tick.get()));
        continue;
      }
      var result = new Pass.DiskResult("2000", "u/1", number * 4096L, 8192, 4096);
      told.add(
          new PassCompleted(
              transfer, job, new Pass.Result(number, List.of(result), 1500), tick.get()));
      told.add(new StepWaiting(transfer, job, step, tick.get(), tick.get()));
    }
    told.add(new JobCutoverApproved(job, tick.get()));
    told.add(new CutoverApproved(transfer, job, tick.get()));
    told.add(new GuestShutdownRequested(transfer, job, tick.get()));
    told.add(new SourcePoweredOff(transfer, job, tick.get()));
    if (random.nextInt(2) == 0) {
      told.add(new SourcePoweredOn(transfer, job, tick.get()));
    }
    return told;
  }
}
