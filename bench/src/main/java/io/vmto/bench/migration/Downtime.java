package io.vmto.bench.migration;

import io.vmto.standalone.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Watches both sides from outside: how long no machine of a name ran anywhere. */
final class Downtime {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final CompletableFuture<Duration> measured;

  Downtime(Source source) {
    measured =
        CompletableFuture.supplyAsync(
            () -> {
              Wait.until("the source is off", LONG, () -> !source.on());
              var off = Instant.now();
              Wait.until("the target runs", LONG, () -> source.lab().runs(source));
              return Duration.between(off, Instant.now());
            });
  }

  Duration measured() throws Exception {
    return measured.get(1, TimeUnit.MINUTES);
  }
}
