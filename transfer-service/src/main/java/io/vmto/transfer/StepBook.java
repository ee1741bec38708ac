package io.vmto.transfer;

import io.vmto.contract.transfer.StepStatus;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The state of each step of the plan; only ever changed by events. */
final class StepBook {
  private final StepStatus[] status;
  private final int[] attempts;
  private final int[] failures;
  private final @Nullable Instant[] retryAt;

  StepBook(int steps) {
    status = new StepStatus[steps];
    Arrays.fill(status, StepStatus.PENDING);
    attempts = new int[steps];
    failures = new int[steps];
    retryAt = new Instant[steps];
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

  void set(int step, StepStatus to) {
    status[step] = to;
  }

  /** From this step on everything is to be done again; the number of attempts goes on. */
  void reset(int from) {
    for (int i = from; i < status.length; i++) {
      status[i] = StepStatus.PENDING;
      failures[i] = 0;
      retryAt[i] = null;
    }
  }

  /** The step being run, or -1. */
  int running() {
    return Arrays.asList(status).indexOf(StepStatus.RUNNING);
  }

  /** The first step that is not done. */
  int next() {
    for (int i = 0; i < status.length; i++) {
      if (status[i] != StepStatus.SUCCEEDED && status[i] != StepStatus.SKIPPED) {
        return i;
      }
    }
    throw new IllegalStateException("every step is done");
  }

  boolean allDone() {
    return Arrays.stream(status)
        .allMatch(s -> s == StepStatus.SUCCEEDED || s == StepStatus.SKIPPED);
  }

  int attempts(int step) {
    return attempts[step];
  }

  int failures(int step) {
    return failures[step];
  }

  @Nullable Instant retryAt(int step) {
    return retryAt[step];
  }
}
