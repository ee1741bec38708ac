package io.vmto.transfer;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.TransferCommand;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferId;
import java.time.Clock;
import org.axonframework.commandhandling.CommandHandler;

/**
 * The part of a {@link Transfer} that keeps account of what is made outside: resources, evidence,
 * what a boot said.
 */
final class Accounts {
  private final TransferState state;

  Accounts(TransferState state) {
    this.state = state;
  }

  @CommandHandler
  void decide(TransferCommand.IntendResource c, Clock clock) {
    state.fence(c);
    if (!ledger().has(c.resource().name())) {
      if (c.resource().kind() == Resource.Kind.SNAPSHOT) {
        WarmOrder.checkSnapshot(state, c.resource().name());
      }
      apply(new TransferEvent.ResourceIntended(id(), job(), c.resource(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(TransferCommand.OpenResource c, Clock clock) {
    state.fence(c);
    if (!ledger().remoteId(c.name()).equals(c.remoteId())) {
      apply(new TransferEvent.ResourceOpened(id(), job(), c.name(), c.remoteId(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(TransferCommand.CloseResource c, Clock clock) {
    state.fence(c);
    if (ledger().has(c.name())) {
      WarmOrder.closing(state, c.name(), clock.instant());
      apply(new TransferEvent.ResourceClosed(id(), job(), c.name(), c.how(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(TransferCommand.LeaveResource c, Clock clock) {
    state.fence(c);
    if (ledger().has(c.name())) {
      WarmOrder.closing(state, c.name(), clock.instant());
      apply(new TransferEvent.ResourceLeft(id(), job(), c.name(), c.why(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(TransferCommand.RecordEvidence c, Clock clock) {
    state.fence(c);
    apply(new TransferEvent.EvidenceRecorded(id(), job(), c.evidence(), clock.instant()));
  }

  @CommandHandler
  void decide(TransferCommand.RecordBoot c, Clock clock) {
    state.fence(c);
    apply(new TransferEvent.BootObserved(id(), job(), c.boot(), clock.instant()));
  }

  private TransferId id() {
    return state.id();
  }

  private JobId job() {
    return state.job();
  }

  private Ledger ledger() {
    return state.ledger();
  }
}
