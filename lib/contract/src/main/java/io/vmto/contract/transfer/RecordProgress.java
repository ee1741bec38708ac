package io.vmto.contract.transfer;

/** Fire and forget, from the worker to the read side. */
public record RecordProgress(Progress progress) {}
