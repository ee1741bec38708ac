package io.vmto.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryTest {
  @Test
  void whatDoesNotPassIsNotTriedAgain() {
    var full = Failure.of(ErrorCode.TARGET_FULL, "full", "free space");
    assertThat(Retry.after(full, 1)).isEmpty();
  }

  @Test
  void waitsDoubleAndEnd() {
    var away = Failure.passing(ErrorCode.UNREACHABLE, "away", "wait");
    assertThat(Retry.after(away, 1)).hasValue(Duration.ofSeconds(1));
    assertThat(Retry.after(away, 2)).hasValue(Duration.ofSeconds(2));
    assertThat(Retry.after(away, 7)).hasValue(Duration.ofSeconds(64));
    assertThat(Retry.after(away, 8)).isEmpty();
  }

  @Test
  void aStreamThatBreaksThreeTimesIsNotAskedAFourthTime() {
    var cut = Failure.passing(ErrorCode.EXPORT_TRUNCATED, "cut", "look at the host");
    assertThat(Retry.after(cut, 2)).isPresent();
    assertThat(Retry.after(cut, 3)).isEmpty();
  }

  @Test
  void aBusySideIsGivenMoreTime() {
    var busy = Failure.passing(ErrorCode.UPSTREAM_BUSY, "busy", "wait");
    assertThat(Retry.after(busy, 1)).hasValue(Duration.ofSeconds(5));
    assertThat(Retry.after(busy, 6)).hasValue(Duration.ofMinutes(2));
  }
}
