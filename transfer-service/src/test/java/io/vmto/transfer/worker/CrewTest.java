package io.vmto.transfer.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrewTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private final AtomicInteger stopped = new AtomicInteger();

  private void untilStopped(Crew crew) {
    while (!crew.stopping()) {
      LockSupport.parkNanos(1_000_000);
    }
    stopped.incrementAndGet();
  }

  @Test
  void stepsRunAtTheSameTime() {
    var together = new CyclicBarrier(2);
    try (var crew = new Crew()) {
      for (int i = 0; i < 2; i++) {
        crew.start(() -> meet(together));
      }
      crew.await(LONG);
      crew.await(LONG);
      assertThat(crew.idle()).isTrue();
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anEndIsHeardWhileAnotherStepGoesOn() {
    try (var crew = new Crew()) {
      crew.start(() -> untilStopped(crew));
      crew.start(() -> {});
      crew.await(LONG);
      assertThat(crew.idle()).isFalse();
      assertThat(stopped).hasValue(0);
    }
  }

  @Test
  void aStopReturnsWhenAllHaveEndedAndTheNextStepIsNotMeant() {
    try (var crew = new Crew()) {
      crew.start(() -> untilStopped(crew));
      crew.start(() -> untilStopped(crew));
      crew.stop();
      assertThat(stopped).hasValue(2);
      assertThat(crew.idle()).isTrue();
      assertThat(crew.stopping()).isFalse();
    }
  }

  @Test
  void whatAStepThrowsIsThrownAndTheOthersAreStoppedAtTheClose() {
    var lost = new IllegalStateException("lease lost");
    assertThatThrownBy(
            () -> {
              try (var crew = new Crew()) {
                crew.start(() -> untilStopped(crew));
                crew.start(
                    () -> {
                      throw lost;
                    });
                crew.await(LONG);
              }
            })
        .isSameAs(lost);
    assertThat(stopped).hasValue(1);
  }

  @Test
  void aCloseOfAnInterruptedDriverInterruptsItsSteps() {
    var never = new CountDownLatch(1);
    try (var crew = new Crew()) {
      crew.start(
          () -> {
            try {
              never.await();
            } catch (InterruptedException e) {
              stopped.incrementAndGet();
            }
          });
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> crew.await(LONG)).hasMessageContaining("Interrupted");
    }
    assertThat(stopped).hasValue(1);
    assertThat(Thread.interrupted()).isTrue();
  }
}
