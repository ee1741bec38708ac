package io.vmto.standalone.architecture.broken.disk;

/** Breaks nothing; others reach for it. */
public final class Plain {}
