package io.vmto.gateway.identity;

import io.vmto.contract.access.AccountId;
import io.vmto.contract.access.Caller;
import io.vmto.contract.access.KeyId;
import io.vmto.contract.access.Role;
import java.time.Instant;
import java.util.Set;

/**
 * Who calls, and what that was shown by.
 *
 * @param roles what the permissions come from; none for a key, which has permissions of its own
 */
record Identity(Caller caller, Set<Role> roles, Proof proof) {
  /** Whoever can read the data folder of this installation. */
  static final Identity LOCAL = of("local", Set.of(Role.ADMIN), new Installation());

  Identity {
    roles = Set.copyOf(roles);
  }

  static Identity of(String name, Set<Role> roles, Proof proof) {
    return new Identity(Caller.of(name, roles), roles, proof);
  }

  /** A session whose password is still the one that somebody else gave it. */
  boolean mustChangePassword() {
    return proof instanceof Session s && s.mustChange();
  }

  /** What somebody showed. */
  sealed interface Proof {}

  /** The installation token. */
  record Installation() implements Proof {}

  /** An access token of a local account's session. */
  record Session(String id, AccountId account, boolean mustChange) implements Proof {}

  /** An API key. */
  record Key(KeyId id) implements Proof {}

  /** A token of the issuer; it cannot be revoked before it expires. */
  record Issued(Instant issued, Instant expires) implements Proof {}
}
