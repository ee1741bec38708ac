package io.vmto.query;

import io.vmto.contract.transfer.Pass.DiskResult;
import io.vmto.contract.transfer.TransferEvent.PassCompleted;
import io.vmto.contract.transfer.TransferEvent.PassStarted;
import io.vmto.contract.transfer.TransferEvent.PassVoided;
import io.vmto.contract.transfer.TransferEvent.PassWidened;
import io.vmto.contract.view.JobView.PassView;
import io.vmto.contract.view.JobView.PassView.State;
import java.util.function.UnaryOperator;

/** The passes of a warm migration. */
final class PassFold {
  private PassFold() {}

  static void started(JobDraft job, PassStarted e) {
    int number = e.pass().number();
    job.passes.removeIf(pass -> pass.number() == number);
    job.passes.add(new PassView(number, State.RUNNING, 0, 0, 0, 0, "", e.at(), null));
  }

  static void widened(JobDraft job, PassWidened e) {
    change(
        job,
        e.pass(),
        p ->
            new PassView(
                p.number(), p.state(), 0, 0, 0, 0, e.disk() + ": " + e.why(), p.startedAt(), null));
  }

  static void voided(JobDraft job, PassVoided e) {
    change(
        job,
        e.pass(),
        p ->
            new PassView(
                p.number(), State.VOID, 0, 0, 0, 0, e.why().message(), p.startedAt(), e.at()));
  }

  static void completed(JobDraft job, PassCompleted e) {
    var result = e.result();
    long read = result.disks().stream().mapToLong(DiskResult::read).sum();
    long written = result.disks().stream().mapToLong(DiskResult::written).sum();
    change(
        job,
        result.number(),
        p ->
            new PassView(
                p.number(),
                State.DONE,
                result.changed(),
                read,
                written,
                result.millis(),
                p.why(),
                p.startedAt(),
                e.at()));
  }

  private static void change(JobDraft job, int number, UnaryOperator<PassView> how) {
    job.passes.replaceAll(pass -> pass.number() == number ? how.apply(pass) : pass);
  }
}
