package io.vmto.gateway.identity;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vmto.contract.access.KeyCommand.CreateKey;
import io.vmto.contract.access.KeyCommand.RevokeKey;
import io.vmto.contract.access.KeyEvent;
import io.vmto.contract.access.KeyEvent.KeyCreated;
import io.vmto.contract.access.KeyEvent.KeyRevoked;
import io.vmto.contract.access.KeyId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import java.time.Clock;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** A key that somebody made for a program of theirs. */
final class ApiKey {
  @AggregateIdentifier private @Nullable KeyId id;
  private String name = "";
  private String owner = "";
  private boolean revoked;

  ApiKey() {}

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  boolean decide(CreateKey c, Clock clock, Register register) {
    if (id != null) {
      requireSame(c);
      return false;
    }
    var now = clock.instant();
    register.add(c, now);
    apply(new KeyCreated(c.key(), c.name(), c.owner(), c.permissions(), c.expires(), now));
    return true;
  }

  private void requireSame(CreateKey c) {
    if (!name.equals(c.name()) || !owner.equals(c.owner())) {
      throw new Rejected(
          ErrorCode.IDEMPOTENCY_MISMATCH,
          "This id was used for another key.",
          "Use a new Idempotency-Key for a new key.");
    }
  }

  @CommandHandler
  void decide(RevokeKey c, Clock clock, Register register) {
    if (!revoked) {
      register.remove(c.key());
      apply(new KeyRevoked(c.key(), clock.instant()));
    }
  }

  @EventSourcingHandler
  void evolve(KeyEvent event) {
    id = event.key();
    switch (event) {
      case KeyCreated e -> {
        name = e.name();
        owner = e.owner();
      }
      case KeyRevoked _ -> revoked = true;
    }
  }
}
