package io.vmto.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Patience PATIENCE =
      new Patience(6, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofHours(1));

  private final Random random = new Random(7);

  @Test
  void waitsDoubleUpToTheLongestLessAtMostHalf() {
    int[] most = {1, 2, 4, 5, 5};
    for (int made = 1; made <= most.length; made++) {
      for (int i = 0; i < 100; i++) {
        assertThat(PATIENCE.next(made, NOON, NOON, random))
            .isBetween(
                Duration.ofMillis(most[made - 1] * 500L), Duration.ofSeconds(most[made - 1]));
      }
    }
  }

  @Test
  void itEndsAfterSoManyAttemptsOrSoLong() {
    assertThat(PATIENCE.next(6, NOON, NOON, random)).isNull();
    assertThat(PATIENCE.next(1, NOON, NOON.plusSeconds(3600), random)).isNotNull();
    assertThat(PATIENCE.next(1, NOON, NOON.plusSeconds(3601), random)).isNull();
  }
}
