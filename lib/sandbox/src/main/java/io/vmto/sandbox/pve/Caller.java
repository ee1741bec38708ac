package io.vmto.sandbox.pve;

import org.jspecify.annotations.Nullable;

/** Who asks, after the credentials were checked. */
record Caller(String user, PveSettings.@Nullable Token token) {
  /** The name tasks and ACL entries carry. */
  String id() {
    return token == null ? user : token.id();
  }

  /** Some things only root with a ticket may do; a token of root is not root. */
  boolean isRootItself() {
    return token == null && user.equals(PveSettings.ROOT);
  }
}
