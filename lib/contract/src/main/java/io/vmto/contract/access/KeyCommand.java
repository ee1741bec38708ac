package io.vmto.contract.access;

import io.vmto.contract.Command;
import java.time.Instant;
import java.util.Set;

/** What can be asked of an API key. */
public sealed interface KeyCommand extends Command {
  KeyId key();

  @Override
  default KeyId target() {
    return key();
  }

  /**
   * Answers true, or false where it was there already.
   *
   * @param name unique among its owner's keys
   * @param owner whose key it is, in the gateway's words: {@code account:<id>}, {@code oidc:<sub>}
   */
  record CreateKey(
      KeyId key,
      String name,
      String owner,
      Set<Permission> permissions,
      Instant expires,
      Hashed secret)
      implements KeyCommand {
    public CreateKey {
      permissions = Set.copyOf(permissions);
    }
  }

  record RevokeKey(KeyId key) implements KeyCommand {}
}
