package io.vmto.job;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vmto.contract.job.JobCommand.CheckImage;
import io.vmto.contract.job.JobCommand.RecordDownload;
import io.vmto.contract.job.JobCommand.RecordImageCheck;
import io.vmto.contract.job.JobEvent.JobDownloadBegun;
import io.vmto.contract.job.JobEvent.JobImageCheckAsked;
import io.vmto.contract.job.JobEvent.JobImageChecked;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;

/**
 * What was done with the images that a {@link Job} keeps. They outlive their job, so its state does
 * not matter here.
 */
final class KeptImages {
  /** The names of those that are being read again. */
  private final Set<String> checking = new HashSet<>();

  /** Each beginning is a fact. */
  @CommandHandler
  void decide(RecordDownload c, Clock clock) {
    apply(new JobDownloadBegun(c.job(), c.artifact(), c.offset(), c.length(), clock.instant()));
  }

  /** What is being read already is not read twice. */
  @CommandHandler
  void decide(CheckImage c, Clock clock) {
    if (!checking.contains(c.artifact())) {
      apply(new JobImageCheckAsked(c.job(), c.artifact(), clock.instant()));
    }
  }

  /** Late news is no news. */
  @CommandHandler
  void decide(RecordImageCheck c, Clock clock) {
    if (checking.contains(c.artifact())) {
      apply(
          new JobImageChecked(
              c.job(), c.artifact(), c.root(), c.by(), c.failure(), clock.instant()));
    }
  }

  @EventSourcingHandler
  void evolve(JobImageCheckAsked event) {
    checking.add(event.artifact());
  }

  @EventSourcingHandler
  void evolve(JobImageChecked event) {
    checking.remove(event.artifact());
  }
}
