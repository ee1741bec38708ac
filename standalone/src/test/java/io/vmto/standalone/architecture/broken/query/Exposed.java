package io.vmto.standalone.architecture.broken.query;

public final class Exposed {}
