package io.vmto.standalone.architecture.broken.transfer;

/** Breaks nothing, as a configuration may be public; others reach for it. */
public final class NeighbourConfiguration {}
