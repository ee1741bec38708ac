package io.vmto.job;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vmto.contract.claim.ClaimCommand.BreakClaim;
import io.vmto.contract.claim.ClaimCommand.ClaimMachine;
import io.vmto.contract.claim.ClaimCommand.ReleaseMachine;
import io.vmto.contract.claim.ClaimEvent;
import io.vmto.contract.claim.ClaimEvent.ClaimBroken;
import io.vmto.contract.claim.ClaimEvent.ClaimRefused;
import io.vmto.contract.claim.ClaimEvent.MachineClaimed;
import io.vmto.contract.claim.ClaimEvent.MachineReleased;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobId;
import java.time.Clock;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/**
 * One job per machine: its id is a hash of connection and machine, so the event store's unique key
 * is the lock.
 */
class VmClaim {
  @AggregateIdentifier
  @SuppressWarnings("UnusedVariable") // read by Axon
  private @Nullable ClaimId id;

  private @Nullable JobId holder;

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  void decide(ClaimMachine command, Clock clock) {
    var now = clock.instant();
    if (holder == null) {
      apply(new MachineClaimed(command.claim(), command.job(), command.machine(), now));
    } else if (!holder.equals(command.job())) {
      apply(new ClaimRefused(command.claim(), command.job(), holder, now));
    }
  }

  @CommandHandler
  void decide(ReleaseMachine command, Clock clock) {
    if (command.job().equals(holder)) {
      apply(new MachineReleased(command.claim(), command.job(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(BreakClaim command, Clock clock) {
    if (!command.job().equals(holder)) {
      throw new Rejected(
          ErrorCode.ILLEGAL_STATE,
          "The machine is not held by that job any more.",
          "Look at the claims again.");
    }
    apply(new ClaimBroken(command.claim(), command.job(), command.reason(), clock.instant()));
  }

  @EventSourcingHandler
  void evolve(ClaimEvent event) {
    id = event.claim();
    switch (event) {
      case MachineClaimed e -> holder = e.job();
      case ClaimRefused e -> {}
      case ClaimBroken e -> holder = null;
      case MachineReleased e -> holder = null;
    }
  }
}
