package io.vmto.query;

import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationRequest.Warm;
import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.Leftover;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.view.Forecast;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.JobView.DiskView;
import io.vmto.contract.view.JobView.OpenResource;
import io.vmto.contract.view.JobView.PassView;
import io.vmto.contract.view.JobView.StepView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A job view while one event is folded in; never outlives the call that made it. */
final class JobDraft {
  private final JobView before;
  JobStatus status;
  Limits limits;
  Boot boot;
  @Nullable Failure failure;
  @Nullable Instant startedAt;
  @Nullable Instant endedAt;
  List<Leftover> leftovers;
  final List<StepView> steps;
  final List<PassView> passes;
  @Nullable Forecast forecast;
  @Nullable Instant downSince;
  final List<DiskView> disks;
  final List<OpenResource> open;

  JobDraft(JobView before) {
    this.before = before;
    status = before.status();
    limits = before.limits();
    boot = before.boot();
    failure = before.failure();
    startedAt = before.startedAt();
    endedAt = before.endedAt();
    leftovers = new ArrayList<>(before.leftovers());
    steps = new ArrayList<>(before.steps());
    passes = new ArrayList<>(before.passes());
    forecast = before.forecast();
    downSince = before.downSince();
    disks = new ArrayList<>(before.disks());
    open = new ArrayList<>(before.open());
  }

  /** Under way again: whatever an earlier end said does not hold any more. */
  void becomes(JobStatus next) {
    status = next;
    failure = null;
    endedAt = null;
  }

  /** Paused, by somebody or by a step that failed and whose copies are kept. */
  void rests() {
    becomes(JobStatus.PAUSED);
    steps.stream()
        .filter(step -> step.status() == StepStatus.FAILED)
        .findFirst()
        .ifPresent(step -> failure = step.failure());
  }

  void ends(JobStatus end, @Nullable Failure why, List<Leftover> left, Instant at) {
    status = end;
    failure = why;
    leftovers = left;
    endedAt = at;
  }

  Grade reachable() {
    return before.reachable();
  }

  Warm warm() {
    return before.request().warm();
  }

  /** Changes one step; an index the plan does not have changes nothing. */
  void step(int index, UnaryOperator<StepView> change) {
    steps.replaceAll(s -> s.index() == index ? change.apply(s) : s);
  }

  /** Changes a step and all after it. */
  void stepsFrom(int index, UnaryOperator<StepView> change) {
    steps.replaceAll(s -> s.index() >= index ? change.apply(s) : s);
  }

  JobView view(Instant at) {
    return new JobView(
        before.id(),
        before.name(),
        status,
        before.request(),
        limits,
        before.machine(),
        before.strategy(),
        before.planHash(),
        before.reachable(),
        before.findings(),
        steps,
        passes,
        forecast,
        downSince,
        disks,
        boot,
        open,
        leftovers,
        failure,
        before.events() + 1,
        before.createdAt(),
        startedAt,
        endedAt,
        at);
  }
}
