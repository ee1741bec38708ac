package io.vmto.query;

import io.vmto.contract.Event;

/** A stored event at its place in the global order. */
record Fact(long position, Event event) {}
