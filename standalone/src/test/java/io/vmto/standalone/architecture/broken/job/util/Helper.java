package io.vmto.standalone.architecture.broken.job.util;

public final class Helper {}
