package io.vmto.gateway.identity;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vmto.contract.access.AccountCommand.ChangePassword;
import io.vmto.contract.access.AccountCommand.ChangeRoles;
import io.vmto.contract.access.AccountCommand.CreateAccount;
import io.vmto.contract.access.AccountCommand.DisableAccount;
import io.vmto.contract.access.AccountCommand.EnableAccount;
import io.vmto.contract.access.AccountCommand.LockAccount;
import io.vmto.contract.access.AccountCommand.ResetPassword;
import io.vmto.contract.access.AccountCommand.SignOutEverywhere;
import io.vmto.contract.access.AccountEvent;
import io.vmto.contract.access.AccountEvent.AccountCreated;
import io.vmto.contract.access.AccountEvent.AccountDisabled;
import io.vmto.contract.access.AccountEvent.AccountEnabled;
import io.vmto.contract.access.AccountEvent.AccountLocked;
import io.vmto.contract.access.AccountEvent.PasswordChanged;
import io.vmto.contract.access.AccountEvent.PasswordReset;
import io.vmto.contract.access.AccountEvent.RolesChanged;
import io.vmto.contract.access.AccountEvent.SignedOutEverywhere;
import io.vmto.contract.access.AccountId;
import io.vmto.contract.access.Role;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import java.time.Clock;
import java.util.Set;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** A local account: who it is and what it may do, and in its events who decided that. */
final class Account {
  @AggregateIdentifier private @Nullable AccountId id;
  private String name = "";
  private Set<Role> roles = Set.of();
  private boolean disabled;

  Account() {}

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  boolean decide(CreateAccount c, Clock clock, Register register) {
    if (id != null) {
      requireSame(c);
      return false;
    }
    var now = clock.instant();
    register.add(c, now);
    apply(new AccountCreated(c.account(), c.name(), c.roles(), now));
    return true;
  }

  private void requireSame(CreateAccount c) {
    if (!name.equals(c.name())) {
      throw new Rejected(
          ErrorCode.IDEMPOTENCY_MISMATCH,
          "This id was used for another account.",
          "Use a new Idempotency-Key for a new account.");
    }
  }

  @CommandHandler
  void decide(ChangeRoles c, Clock clock, Register register) {
    if (roles.equals(c.roles())) {
      return;
    }
    if (!c.roles().contains(Role.ADMIN)) {
      requireAnotherAdmin(c.account(), register);
    }
    register.changeRoles(c.account(), c.roles());
    apply(new RolesChanged(c.account(), c.roles(), clock.instant()));
  }

  @CommandHandler
  void decide(DisableAccount c, Clock clock, Register register) {
    if (!disabled) {
      requireAnotherAdmin(c.account(), register);
      register.disable(c.account(), true);
      apply(new AccountDisabled(c.account(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(EnableAccount c, Clock clock, Register register) {
    if (disabled) {
      register.disable(c.account(), false);
      apply(new AccountEnabled(c.account(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(ResetPassword c, Clock clock, Register register) {
    register.resetPassword(c.account(), c.password());
    apply(new PasswordReset(c.account(), clock.instant()));
  }

  @CommandHandler
  void decide(ChangePassword c, Clock clock, Register register) {
    register.changePassword(c.account(), c.password(), c.session());
    apply(new PasswordChanged(c.account(), clock.instant()));
  }

  @CommandHandler
  void decide(SignOutEverywhere c, Clock clock, Register register) {
    register.endSessions(c.account(), "");
    apply(new SignedOutEverywhere(c.account(), clock.instant()));
  }

  @CommandHandler
  void decide(LockAccount c, Clock clock) {
    apply(new AccountLocked(c.account(), c.until(), clock.instant()));
  }

  /** Somebody must be left who can let others in. */
  private void requireAnotherAdmin(AccountId account, Register register) {
    if (!disabled && roles.contains(Role.ADMIN) && !register.hasAdminBeside(account)) {
      throw new Rejected(
          ErrorCode.ILLEGAL_STATE,
          "This is the last account that can administer.",
          "Give another account the role ADMIN first.");
    }
  }

  @EventSourcingHandler
  void evolve(AccountEvent event) {
    id = event.account();
    switch (event) {
      case AccountCreated e -> {
        name = e.name();
        roles = e.roles();
      }
      case RolesChanged e -> roles = e.roles();
      case AccountDisabled _ -> disabled = true;
      case AccountEnabled _ -> disabled = false;
      case PasswordReset _, PasswordChanged _, SignedOutEverywhere _, AccountLocked _ -> {}
    }
  }
}
