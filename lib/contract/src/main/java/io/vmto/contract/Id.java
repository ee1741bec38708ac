package io.vmto.contract;

import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.job.JobId;
import io.vmto.contract.license.LicenseId;
import io.vmto.contract.transfer.TransferId;

/**
 * The identity of an aggregate; its text form is the raw value, because messages are routed by it.
 */
public sealed interface Id permits JobId, TransferId, ConnectionId, LicenseId, ClaimId {
  String value();

  /** Checks what comes from outside: 1 to 64 letters, digits, dots, dashes, underscores. */
  static String checked(String value) {
    if (!value.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException("not an id: 1 to 64 letters, digits, '.', '-' or '_'");
    }
    return value;
  }
}
