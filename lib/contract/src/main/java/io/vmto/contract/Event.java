package io.vmto.contract;

import io.vmto.contract.claim.ClaimEvent;
import io.vmto.contract.connection.ConnectionEvent;
import io.vmto.contract.job.JobEvent;
import io.vmto.contract.license.LicenseEvent;
import io.vmto.contract.transfer.TransferEvent;
import java.time.Instant;

/** A fact that was stored and will never change. */
public sealed interface Event
    permits JobEvent, TransferEvent, ConnectionEvent, LicenseEvent, ClaimEvent {
  Instant at();
}
