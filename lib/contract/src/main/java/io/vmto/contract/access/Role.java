package io.vmto.contract.access;

import static io.vmto.contract.access.Permission.ADMINISTER;
import static io.vmto.contract.access.Permission.APPROVE;
import static io.vmto.contract.access.Permission.AUDIT;
import static io.vmto.contract.access.Permission.BROWSE;
import static io.vmto.contract.access.Permission.DOWNLOAD;
import static io.vmto.contract.access.Permission.MAINTAIN;
import static io.vmto.contract.access.Permission.MANAGE_CONNECTIONS;
import static io.vmto.contract.access.Permission.RUN_JOBS;
import static io.vmto.contract.access.Permission.VIEW;

import java.util.Set;

/** What a person is here for. Somebody may have several roles; each only adds. */
public enum Role {
  ADMIN(VIEW, AUDIT, BROWSE, RUN_JOBS, APPROVE, DOWNLOAD, MANAGE_CONNECTIONS, MAINTAIN, ADMINISTER),
  OPERATOR(VIEW, BROWSE, RUN_JOBS, MANAGE_CONNECTIONS, MAINTAIN),
  APPROVER(VIEW, BROWSE, APPROVE),
  AUDITOR(VIEW, AUDIT),
  VIEWER(VIEW);

  @SuppressWarnings("ImmutableEnumChecker") // what Set.of makes is
  private final Set<Permission> permissions;

  Role(Permission... permissions) {
    this.permissions = Set.of(permissions);
  }

  public Set<Permission> permissions() {
    return permissions;
  }
}
