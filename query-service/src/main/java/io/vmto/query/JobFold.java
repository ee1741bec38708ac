package io.vmto.query;

import io.vmto.contract.Event;
import io.vmto.contract.job.JobEvent;
import io.vmto.contract.job.JobEvent.JobCancelled;
import io.vmto.contract.job.JobEvent.JobCancelling;
import io.vmto.contract.job.JobEvent.JobCreated;
import io.vmto.contract.job.JobEvent.JobCutoverApproved;
import io.vmto.contract.job.JobEvent.JobDownloadBegun;
import io.vmto.contract.job.JobEvent.JobFailed;
import io.vmto.contract.job.JobEvent.JobImageCheckAsked;
import io.vmto.contract.job.JobEvent.JobImageChecked;
import io.vmto.contract.job.JobEvent.JobLimitsChanged;
import io.vmto.contract.job.JobEvent.JobPaused;
import io.vmto.contract.job.JobEvent.JobPausing;
import io.vmto.contract.job.JobEvent.JobQueued;
import io.vmto.contract.job.JobEvent.JobResuming;
import io.vmto.contract.job.JobEvent.JobRunning;
import io.vmto.contract.job.JobEvent.JobSucceeded;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.Plan;
import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.JobView.DiskView;
import io.vmto.contract.view.JobView.StepView;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A job and the doing of it, folded into one view. */
final class JobFold {
  private JobFold() {}

  static @Nullable String key(Event event) {
    return switch (event) {
      case JobDownloadBegun _, JobImageCheckAsked _, JobImageChecked _ ->
          null; // does nothing to the job
      case JobEvent e -> e.job().value();
      case TransferEvent e -> e.job().value();
      default -> null;
    };
  }

  static @Nullable JobView evolve(@Nullable JobView before, Event event) {
    if (event instanceof JobCreated created) {
      return created(created);
    }
    if (before == null || key(event) == null) {
      return before;
    }
    var job = new JobDraft(before);
    switch (event) {
      case JobEvent e -> evolve(job, e);
      case TransferEvent e -> TransferFold.evolve(job, e);
      default -> {}
    }
    return job.view(event.at());
  }

  private static void evolve(JobDraft job, JobEvent event) {
    switch (event) {
      case JobCreated _,
          JobCutoverApproved _,
          JobDownloadBegun _,
          JobImageCheckAsked _,
          JobImageChecked _ -> {}
      case JobLimitsChanged e -> job.limits = e.limits();
      case JobQueued _ -> job.becomes(JobStatus.QUEUED);
      case JobRunning e -> {
        job.becomes(JobStatus.RUNNING);
        job.startedAt = job.startedAt == null ? e.at() : job.startedAt;
      }
      case JobPausing _ -> job.becomes(JobStatus.PAUSING);
      case JobPaused _ -> job.rests();
      case JobResuming _ -> job.becomes(JobStatus.RESUMING);
      case JobCancelling _ -> job.becomes(JobStatus.CANCELLING);
      case JobCancelled e -> job.ends(JobStatus.CANCELLED, null, e.leftovers(), e.at());
      case JobFailed e -> job.ends(JobStatus.FAILED, e.failure(), e.leftovers(), e.at());
      case JobSucceeded e -> job.ends(JobStatus.SUCCEEDED, null, job.leftovers, e.at());
    }
  }

  private static JobView created(JobCreated e) {
    var request = e.spec().request();
    var machine = e.spec().machine();
    return new JobView(
        e.job(),
        request.name().isEmpty() ? machine.name() : request.name(),
        JobStatus.CREATED,
        request,
        Limits.DEFAULT,
        machine,
        e.plan().strategy(),
        e.plan().hash(),
        e.plan().reachable(),
        e.plan().findings(),
        steps(e.plan()),
        List.of(),
        null,
        null,
        machine.disks().stream()
            .map(d -> new DiskView(d.key(), d.capacity(), List.of(), Grade.NONE))
            .toList(),
        Boot.NOT_CHECKED,
        List.of(),
        List.of(),
        null,
        1,
        e.at(),
        null,
        null,
        e.at());
  }

  private static List<StepView> steps(Plan plan) {
    return IntStream.range(0, plan.steps().size())
        .mapToObj(i -> StepFold.planned(i, plan.steps().get(i)))
        .toList();
  }
}
