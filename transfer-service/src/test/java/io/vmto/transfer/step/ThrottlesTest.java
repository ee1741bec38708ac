package io.vmto.transfer.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.transfer.TransferId;
import io.vmto.disk.BlockReader;
import io.vmto.disk.MemoryBudget;
import io.vmto.disk.Throttle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ThrottlesTest {
  private static final TransferId ONE = new TransferId("t-1");
  private static final TransferId TWO = new TransferId("t-2");
  private static final ConnectionId SOURCE = new ConnectionId("t-1");

  private final Map<String, Long> recorded = new HashMap<>();
  private final Throttles throttles =
      new Throttles(
          subjects -> {
            var found = new HashMap<>(recorded);
            found.keySet().retainAll(subjects);
            return found;
          });

  private List<Long> limits(TransferId transfer) {
    return throttles.of(transfer, SOURCE).stream().map(Throttle::limit).toList();
  }

  @Test
  void aJobHasItsOwnLimitAndSharesThatOfTheConnection() {
    recorded.put(Throttles.subject(ONE), 5L);
    recorded.put(Throttles.subject(SOURCE), 7L);
    assertThat(limits(ONE)).containsExactly(5L, 7L);
    assertThat(limits(TWO)).containsExactly(0L, 7L);
    assertThat(throttles.of(ONE, SOURCE).get(1)).isSameAs(throttles.of(TWO, SOURCE).get(1));
  }

  @Test
  void aChangedLimitReachesThoseWhoHoldTheThrottleAlready() {
    var held = throttles.of(ONE, SOURCE);
    recorded.put(Throttles.subject(ONE), 9L);
    throttles.refresh();
    assertThat(held).extracting(Throttle::limit).containsExactly(9L, 0L);
    recorded.clear();
    throttles.refresh();
    assertThat(held).extracting(Throttle::limit).containsExactly(0L, 0L);
  }

  @Test
  void theBenchForgetsItsTransferAndKeepsTheConnection() {
    Throttle connection;
    Throttle job;
    try (var bench = new Workbench(ONE, throttles, new MemoryBudget(1))) {
      job = bench.throttles(SOURCE).get(0);
      connection = bench.throttles(SOURCE).get(1);
    }
    assertThat(throttles.of(ONE, SOURCE).get(0)).isNotSameAs(job);
    assertThat(throttles.of(ONE, SOURCE).get(1)).isSameAs(connection);
  }

  @Test
  void aThrottledDiskHasTheSameBytesAndIsReadNoFasterThanItsSlowestThrottleAllows()
      throws IOException {
    long begun = System.nanoTime();
    try (var disk = throttled(() -> false, new Throttle(0), new Throttle(1_000_000))) {
      for (int at = 0; at < Counting.CAPACITY; at += 100_000) {
        var read = ByteBuffer.allocate(100_000);
        disk.read(at, read);
        assertThat(read.get(7)).isEqualTo((byte) (at / 100_000));
      }
    }
    // The last of three requests is on debt.
    assertThat(System.nanoTime() - begun).isGreaterThan(190_000_000L);
  }

  @Test
  void whoIsToStopDoesNotWaitForBandwidth() throws IOException {
    var slow = new Throttle(1);
    boolean first = slow.take(1_000_000, () -> false);
    assertThat(first).isTrue();
    try (var disk = throttled(() -> true, slow)) {
      var read = ByteBuffer.allocate(100);
      disk.read(0, read);
      assertThat(read.hasRemaining()).isFalse();
    }
  }

  private static BlockReader throttled(BooleanSupplier stop, Throttle... throttles) {
    return new ThrottledReader(new Counting(), List.of(throttles), stop);
  }

  /** A disk whose bytes say in which hundred thousand they are. */
  private static final class Counting implements BlockReader {
    static final int CAPACITY = 300_000;

    @Override
    public long capacity() {
      return CAPACITY;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
      while (target.hasRemaining()) {
        target.put((byte) (offset / 100_000));
      }
    }

    @Override
    public void close() {}
  }
}
