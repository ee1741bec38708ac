package io.vmto.contract.view;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.connection.PlatformKind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which connections are listed; what is empty or null does not narrow. Removed ones are listed only
 * where that status or their id is asked for.
 *
 * @param ids one of these
 * @param status one of these
 * @param name a part of its name, in small or capital letters
 */
public record ConnectionFilter(
    Set<ConnectionId> ids, Set<ConnectionStatus> status, @Nullable PlatformKind kind, String name) {
  public static final ConnectionFilter ALL = new ConnectionFilter(Set.of(), Set.of(), null, "");

  public ConnectionFilter {
    ids = Set.copyOf(ids);
    status = Set.copyOf(status);
  }
}
