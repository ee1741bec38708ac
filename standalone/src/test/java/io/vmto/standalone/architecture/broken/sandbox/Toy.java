package io.vmto.standalone.architecture.broken.sandbox;

/** Breaks nothing; others reach for it. */
public final class Toy {}
