package io.vmto.contract.access;

import io.vmto.contract.Event;
import java.time.Instant;
import java.util.Set;

/** The life of a local account; who did it stands in the metadata. */
public sealed interface AccountEvent extends Event {
  AccountId account();

  record AccountCreated(AccountId account, String name, Set<Role> roles, Instant at)
      implements AccountEvent {
    public AccountCreated {
      roles = Set.copyOf(roles);
    }
  }

  /** {@code roles} are all that it has from now on. */
  record RolesChanged(AccountId account, Set<Role> roles, Instant at) implements AccountEvent {
    public RolesChanged {
      roles = Set.copyOf(roles);
    }
  }

  record AccountDisabled(AccountId account, Instant at) implements AccountEvent {}

  record AccountEnabled(AccountId account, Instant at) implements AccountEvent {}

  /** By somebody else, to a password for one sign-in. */
  record PasswordReset(AccountId account, Instant at) implements AccountEvent {}

  /** By its owner. */
  record PasswordChanged(AccountId account, Instant at) implements AccountEvent {}

  record SignedOutEverywhere(AccountId account, Instant at) implements AccountEvent {}

  /** Too many wrong passwords, counted once per lock. */
  record AccountLocked(AccountId account, Instant until, Instant at) implements AccountEvent {}
}
