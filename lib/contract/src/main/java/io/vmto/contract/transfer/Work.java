package io.vmto.contract.transfer;

import io.vmto.contract.job.JobId;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Step;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a transfer answers to the worker that asks what to do. */
public sealed interface Work {
  /** Run this step. */
  record RunStep(
      JobId job, MigrationSpec spec, int index, Step step, int attempt, List<Holding> ledger)
      implements Work {
    public RunStep {
      ledger = List.copyOf(ledger);
    }
  }

  /**
   * Close resources.
   *
   * @param ledger everything that is open
   * @param closing those to be closed, in this order
   */
  record Rollback(JobId job, MigrationSpec spec, List<Holding> ledger, List<Holding> closing)
      implements Work {
    public Rollback {
      ledger = List.copyOf(ledger);
      closing = List.copyOf(closing);
    }
  }

  /** Ask the steps that are running to stop, and ask again when they have. */
  record StopRunning() implements Work {}

  /**
   * Nothing beside what is running already; ask again when a step has ended, and at {@code retryAt}
   * when it is given.
   */
  record Nothing(@Nullable Instant retryAt) implements Work {}

  /** A resource in the ledger; {@code remoteId} is empty until it was opened. */
  record Holding(Resource resource, String remoteId) {}
}
