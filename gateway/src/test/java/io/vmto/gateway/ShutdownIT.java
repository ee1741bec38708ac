package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that goes down does not hang on those who listen, and tells them properly. */
class ShutdownIT {
  @Test
  @Timeout(60)
  void aServerThatStopsEndsItsFeedsFirst() throws Exception {
    var house = House.open(Map.of());
    try (var feed = EventSource.open(house, "/api/v1/events", null)) {
      var stop = Thread.ofVirtual().start(house::close);
      var last = "";
      for (var frame = feed.next(); frame != null; frame = feed.next()) {
        assertThat(frame.event()).isEmpty();
        last = frame.comment();
      }
      assertThat(last).isEqualTo("stopping");
      assertThat(stop.join(Duration.ofSeconds(5))).isTrue();
    }
  }
}
