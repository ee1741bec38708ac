package io.vmto.contract.access;

import java.util.EnumSet;
import java.util.Set;

/**
 * Who sends a message.
 *
 * @param name a person's or key's name as the history shows it; never empty
 * @param permissions what this caller may do; nothing for somebody unknown
 */
public record Caller(String name, Set<Permission> permissions) {
  /** VMTO's own parts: sagas, probes, workers. */
  public static final Caller SYSTEM =
      new Caller("system", Set.copyOf(EnumSet.allOf(Permission.class)));

  public Caller {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a caller has a name");
    }
    permissions = Set.copyOf(permissions);
  }

  /** A person, with all that any of the roles allows. */
  public static Caller of(String name, Set<Role> roles) {
    var all = EnumSet.noneOf(Permission.class);
    roles.forEach(role -> all.addAll(role.permissions()));
    return new Caller(name, all);
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }
}
