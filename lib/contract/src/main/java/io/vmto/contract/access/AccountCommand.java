package io.vmto.contract.access;

import io.vmto.contract.Command;
import java.time.Instant;
import java.util.Set;

/** What can be asked of a local account. */
public sealed interface AccountCommand extends Command {
  AccountId account();

  @Override
  default AccountId target() {
    return account();
  }

  /**
   * Makes an account whose password has to be changed at the first sign-in. Answers true, or false
   * where it was there already.
   */
  record CreateAccount(AccountId account, String name, Set<Role> roles, Hashed password)
      implements AccountCommand {
    public CreateAccount {
      roles = Set.copyOf(roles);
    }
  }

  record ChangeRoles(AccountId account, Set<Role> roles) implements AccountCommand {
    public ChangeRoles {
      roles = Set.copyOf(roles);
    }
  }

  /** Nobody signs in with it any more; its sessions end and its keys rest. */
  record DisableAccount(AccountId account) implements AccountCommand {}

  record EnableAccount(AccountId account) implements AccountCommand {}

  /** Somebody else gives it a password, which has to be changed; ends its sessions. */
  record ResetPassword(AccountId account, Hashed password) implements AccountCommand {}

  record SignOutEverywhere(AccountId account) implements AccountCommand {}

  // ── from the gateway ──

  /**
   * Its owner gives it a password.
   *
   * @param session the one session that goes on
   */
  record ChangePassword(AccountId account, Hashed password, String session)
      implements AccountCommand {}

  /** Too many wrong passwords: no sign-in until then. */
  record LockAccount(AccountId account, Instant until) implements AccountCommand {}
}
