package io.vmto.runtime.operations;

/**
 * A group of event handlers that never sets an event aside: it stands still, and tells so, until
 * the fault is mended. For those whose result is a fold over all events in order; a fold with a
 * hole in it is wrong without anybody noticing.
 */
public record UnbrokenGroup(String name) {}
