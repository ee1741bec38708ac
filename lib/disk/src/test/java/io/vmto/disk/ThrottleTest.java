package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private static final long SECOND = 1_000_000_000L;

  /** Time that passes only while somebody waits for it. */
  private static final class WaitedTime implements Throttle.Time {
    private long now = Long.MAX_VALUE - SECOND; // a monotonic clock may wrap
    private long waited;
    private Runnable meanwhile = () -> {};

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void await(Condition condition, long nanos) {
      pass(nanos);
      waited += nanos;
      meanwhile.run();
    }

    void pass(long nanos) {
      now += nanos;
    }

    double waitedSeconds() {
      return (double) waited / SECOND;
    }
  }

  private final WaitedTime time = new WaitedTime();

  private static void take(Throttle throttle, long bytes) throws IOException {
    assertThat(throttle.take(bytes, () -> false)).isTrue();
  }

  @Test
  void bytesPassAtTheLimitOnAverage() throws IOException {
    var throttle = new Throttle(1000, time);
    for (int i = 0; i < 101; i++) {
      take(throttle, 100);
    }
    assertThat(time.waitedSeconds()).isBetween(9.999, 10.001);
  }

  @Test
  void aRequestLargerThanASecondsWorthPassesAndIsPaidForByTheNext() throws IOException {
    var throttle = new Throttle(1000, time);
    take(throttle, 5000);
    assertThat(time.waitedSeconds()).isZero();
    take(throttle, 1);
    assertThat(time.waitedSeconds()).isBetween(4.999, 5.001);
  }

  @Test
  void aSlowLimitStillLetsBytesThrough() throws IOException {
    var throttle = new Throttle(1, time);
    take(throttle, 3);
    take(throttle, 1);
    assertThat(time.waitedSeconds()).isBetween(2.999, 3.001);
  }

  @Test
  void anIdleHourIsWorthAQuarterOfASecondOnly() throws IOException {
    var throttle = new Throttle(1000, time);
    time.pass(3600 * SECOND);
    for (int i = 0; i < 13; i++) {
      take(throttle, 100);
    }
    // 250 bytes are the burst, the next 950 are waited for, the last request is on debt.
    assertThat(time.waitedSeconds()).isBetween(0.949, 0.951);
  }

  @Test
  void noLimitNeverWaits() throws IOException {
    var throttle = new Throttle(0, time);
    take(throttle, Long.MAX_VALUE);
    take(throttle, Long.MAX_VALUE);
    assertThat(time.waitedSeconds()).isZero();
  }

  @Test
  void aHigherLimitShortensTheWaitThatIsUnderWay() throws IOException {
    var throttle = new Throttle(1000, time);
    take(throttle, 100_000);
    time.meanwhile = () -> throttle.limit(1_000_000);
    take(throttle, 1);
    assertThat(time.waitedSeconds()).isLessThan(0.25);
    assertThat(throttle.limit()).isEqualTo(1_000_000);
  }

  @Test
  void liftingTheLimitEndsTheWaitAndForgivesNothingLater() throws IOException {
    var throttle = new Throttle(10, time);
    take(throttle, 1_000_000);
    time.meanwhile = () -> throttle.limit(0);
    take(throttle, 1);
    assertThat(time.waitedSeconds()).isLessThan(0.11);
  }

  @Test
  void aLimitSetLaterHolds() throws IOException {
    var throttle = new Throttle(0, time);
    take(throttle, 1_000_000);
    throttle.limit(1000);
    take(throttle, 1000);
    take(throttle, 1000);
    take(throttle, 1000);
    assertThat(time.waitedSeconds()).isBetween(1.999, 2.001);
  }

  @Test
  void aStopEndsTheWaitAndTakesNothing() throws IOException {
    var throttle = new Throttle(1000, time);
    take(throttle, 1000);
    assertThat(throttle.take(1_000_000, () -> time.waited > 0)).isFalse();
    assertThat(time.waitedSeconds()).isLessThanOrEqualTo(0.1);
    take(throttle, 1);
    assertThat(time.waitedSeconds()).isBetween(0.999, 1.001);
  }

  @Test
  void aNegativeLimitIsRefused() {
    assertThatThrownBy(() -> new Throttle(-1)).isInstanceOf(IllegalArgumentException.class);
    var throttle = new Throttle(7);
    assertThatThrownBy(() -> throttle.limit(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(throttle.limit()).isEqualTo(7);
  }

  @Test
  void anInterruptedWaitEndsAndTheThreadStaysInterrupted() throws IOException {
    var throttle = new Throttle(1);
    take(throttle, 1000);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> throttle.take(1, () -> false))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void passesThatShareAThrottleGetEqualSharesOfTheLimit() throws Exception {
    int passes = 3;
    int requests = 20;
    var throttle = new Throttle(1_000_000);
    var order = new ConcurrentLinkedQueue<Integer>();
    var together = new CyclicBarrier(passes);
    long begun = System.nanoTime();
    try (var threads = Executors.newFixedThreadPool(passes)) {
      List<Future<?>> ends = new ArrayList<>();
      for (int pass = 0; pass < passes; pass++) {
        int number = pass;
        ends.add(
            threads.submit(
                () -> {
                  together.await(30, TimeUnit.SECONDS);
                  for (int i = 0; i < requests; i++) {
                    take(throttle, 10_000);
                    order.add(number);
                  }
                  return null;
                }));
      }
      for (var end : ends) {
        end.get(60, TimeUnit.SECONDS);
      }
    }
    double seconds = (double) (System.nanoTime() - begun) / SECOND;
    // 600,000 bytes: the burst is 250,000 of them at most, and the last request is on debt.
    assertThat(seconds).isGreaterThan(0.33);
    // Of the first 40 requests two greedy passes could have had all.
    var early = order.stream().limit(2L * requests).toList();
    for (int pass = 0; pass < passes; pass++) {
      assertThat(early).filteredOn(Integer.valueOf(pass)::equals).hasSizeGreaterThan(requests / 4);
    }
  }
}
