package io.vmto.transfer;

import io.vmto.contract.job.Step;
import io.vmto.contract.transfer.StepStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The state of each step of the plan; only ever changed by events. */
final class StepBook {
  private final List<Step> plan;
  private final StepStatus[] status;
  private final int[] attempts;
  private final int[] failures;
  private final @Nullable Instant[] retryAt;

  StepBook(List<Step> plan) {
    this.plan = plan;
    status = new StepStatus[plan.size()];
    Arrays.fill(status, StepStatus.PENDING);
    attempts = new int[plan.size()];
    failures = new int[plan.size()];
    retryAt = new Instant[plan.size()];
  }

  void started(int step, int attempt) {
    status[step] = StepStatus.RUNNING;
    attempts[step] = attempt;
    retryAt[step] = null;
  }

  void retrying(int step, Instant next) {
    status[step] = StepStatus.RETRYING;
    failures[step]++;
    retryAt[step] = next;
  }

  void waiting(int step, Instant next) {
    status[step] = StepStatus.WAITING;
    failures[step] = 0;
    retryAt[step] = next;
  }

  boolean isWaiting(int step) {
    return status[step] == StepStatus.WAITING;
  }

  /** The step of this kind, or -1. */
  int indexOf(Class<? extends Step> kind) {
    return IntStream.range(0, plan.size())
        .filter(i -> kind.isInstance(plan.get(i)))
        .findFirst()
        .orElse(-1);
  }

  void set(int step, StepStatus to) {
    status[step] = to;
    retryAt[step] = null;
  }

  /** A step that failed may be tried again, as if it never had. */
  void forgive() {
    for (int i = 0; i < status.length; i++) {
      if (status[i] == StepStatus.FAILED) {
        status[i] = StepStatus.PENDING;
        failures[i] = 0;
      }
    }
  }

  /** From this step on everything is to be done again; the number of attempts goes on. */
  void reset(int from) {
    for (int i = from; i < status.length; i++) {
      status[i] = StepStatus.PENDING;
      failures[i] = 0;
      retryAt[i] = null;
    }
  }

  /** The steps being run, in the order of the plan. */
  List<Integer> running() {
    return IntStream.range(0, status.length).filter(this::isRunning).boxed().toList();
  }

  boolean isRunning(int step) {
    return status[step] == StepStatus.RUNNING;
  }

  boolean anyRunning() {
    return Arrays.asList(status).contains(StepStatus.RUNNING);
  }

  /**
   * The step that may start now, or -1: the first that is not done, or one that may run beside it,
   * while no more than so many run.
   */
  int next(int parallel, Instant now) {
    if (running().size() >= parallel) {
      return -1;
    }
    int first = first();
    for (int i = first; i < status.length && besides(i, first); i++) {
      if (ready(i, now)) {
        return i;
      }
    }
    return -1;
  }

  private int first() {
    int first = 0;
    while (first < status.length && done(first)) {
      first++;
    }
    return first;
  }

  /**
   * Only the copies of disks do not need what the step before them made; and while one is exported,
   * the host locks the files that another would read.
   */
  private boolean besides(int step, int first) {
    return step == first
        || (plan.get(step) instanceof Step.CopyDisk one
            && plan.get(first) instanceof Step.CopyDisk other
            && one.reading() == other.reading());
  }

  private boolean ready(int step, Instant now) {
    var retry = retryAt[step];
    return !done(step) && !isRunning(step) && (retry == null || !retry.isAfter(now));
  }

  /** When the next step that waits for another attempt may start; null when none does. */
  @Nullable Instant nextRetry() {
    return Arrays.stream(retryAt)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private boolean done(int step) {
    return status[step] == StepStatus.SUCCEEDED || status[step] == StepStatus.SKIPPED;
  }

  boolean allDone() {
    return first() == status.length;
  }

  int attempts(int step) {
    return attempts[step];
  }

  int failures(int step) {
    return failures[step];
  }
}
