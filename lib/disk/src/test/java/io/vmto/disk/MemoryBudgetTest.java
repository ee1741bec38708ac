package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.disk.MemoryBudget.Reservation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(100);

  private void untilWaiting(int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (budget.waiting() != count) {
      assertThat(System.nanoTime()).as("somebody waits").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static Reservation got(Future<Reservation> reservation) throws Exception {
    return reservation.get(30, TimeUnit.SECONDS);
  }

  @Test
  void whatIsReservedIsUsedUntilItIsClosed() throws IOException {
    try (var first = budget.reserve(60);
        var second = budget.reserve(40)) {
      assertThat(first.bytes() + second.bytes()).isEqualTo(budget.total());
      assertThat(budget.used()).isEqualTo(100);
    }
    assertThat(budget.used()).isZero();
    assertThat(budget.waiting()).isZero();
  }

  @Test
  void closingTwiceReturnsTheBytesOnce() throws IOException {
    var other = budget.reserve(30);
    var reservation = budget.reserve(50);
    reservation.close();
    reservation.close();
    assertThat(budget.used()).isEqualTo(30);
    other.close();
  }

  @Test
  void aRequestThatDoesNotFitWaitsAndIsNotOvertakenByASmallerOne() throws Exception {
    try (var threads = Executors.newFixedThreadPool(2)) {
      var holder = budget.reserve(50);
      var large = threads.submit(() -> budget.reserve(80));
      untilWaiting(1);
      var small = threads.submit(() -> budget.reserve(10));
      untilWaiting(2);
      assertThat(budget.used()).isEqualTo(50);
      holder.close();
      got(large);
      got(small).close();
      assertThat(budget.used()).isEqualTo(80);
    }
  }

  @Test
  void aRequestThatGivesUpLetsTheNextOnePass() throws Exception {
    try (var threads = Executors.newFixedThreadPool(2)) {
      var holder = budget.reserve(50);
      var asked = new AtomicInteger();
      var large = threads.submit(() -> budget.reserve(80, () -> asked.get() > 0));
      untilWaiting(1);
      var small = threads.submit(() -> budget.reserve(10));
      untilWaiting(2);
      asked.set(1);
      assertThat(got(large)).isNull();
      got(small).close();
      assertThat(budget.used()).isEqualTo(holder.bytes());
    }
  }

  @Test
  void moreThanThereCanEverBeIsRefusedAtOnce() {
    assertThatThrownBy(() -> budget.reserve(101)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> budget.reserve(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MemoryBudget(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(budget.used()).isZero();
  }

  @Test
  void anInterruptedWaitReservesNothing() throws IOException {
    var holder = budget.reserve(100);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> budget.reserve(1)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(budget.waiting()).isZero();
    holder.close();
    assertThat(budget.used()).isZero();
  }

  @Test
  void manyThreadsNeverUseMoreThanThereIs() throws Exception {
    var most = new AtomicInteger();
    var inUse = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        int bytes = 1 + i % 60;
        var unused =
            threads.submit(
                () -> {
                  try (var reservation = budget.reserve(bytes)) {
                    most.accumulateAndGet(inUse.addAndGet((int) reservation.bytes()), Math::max);
                    inUse.addAndGet(-bytes);
                  }
                  return null;
                });
      }
    }
    assertThat(most.get()).isBetween(60, 100);
    assertThat(budget.used()).isZero();
  }
}
