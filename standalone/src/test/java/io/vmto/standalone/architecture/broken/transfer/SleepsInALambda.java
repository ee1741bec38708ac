package io.vmto.standalone.architecture.broken.transfer;

import java.time.Duration;
import java.util.concurrent.Callable;

final class SleepsInALambda {
  final Callable<String> later =
      () -> {
        Thread.sleep(Duration.ofSeconds(1));
        return "late";
      };
}
