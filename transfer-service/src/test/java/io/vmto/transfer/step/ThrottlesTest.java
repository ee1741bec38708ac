package io.vmto.transfer.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.transfer.TransferId;
import io.vmto.disk.Throttle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
    try (var bench = new Workbench(ONE, throttles)) {
      job = bench.throttles(SOURCE).get(0);
      connection = bench.throttles(SOURCE).get(1);
    }
    assertThat(throttles.of(ONE, SOURCE).get(0)).isNotSameAs(job);
    assertThat(throttles.of(ONE, SOURCE).get(1)).isSameAs(connection);
  }

  @Test
  void aThrottledStreamHasTheSameBytesAndTakesAsLongAsItsSlowestThrottleSays() throws IOException {
    var bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    var throttled = new Throttled(List.of(new Throttle(0), new Throttle(1_000_000)), () -> false);
    long begun = System.nanoTime();
    try (var stream = throttled.stream(new ByteArrayInputStream(bytes))) {
      assertThat(stream.readNBytes(100_000)).hasSize(100_000);
      stream.skipNBytes(100_000);
      assertThat(stream.readAllBytes())
          .isEqualTo(java.util.Arrays.copyOfRange(bytes, 200_000, 300_000));
    }
    // The last request is on debt and may be all that was asked for at once.
    assertThat(System.nanoTime() - begun).isGreaterThan(190_000_000L);
  }

  @Test
  void whoIsToStopDoesNotWaitForBandwidth() throws IOException {
    var slow = new Throttle(1);
    boolean first = slow.take(1_000_000, () -> false);
    assertThat(first).isTrue();
    try (var stream =
        new Throttled(List.of(slow), () -> true).stream(new ByteArrayInputStream(new byte[7]))) {
      assertThat(stream.readAllBytes()).hasSize(7);
    }
  }
}
