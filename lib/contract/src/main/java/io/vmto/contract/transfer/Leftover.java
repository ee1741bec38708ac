package io.vmto.contract.transfer;

import io.vmto.contract.error.Failure;

/** A resource that could not be closed, with the reason; listed on the job until somebody acts. */
public record Leftover(Resource resource, String remoteId, Failure why) {}
