package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.license.License;
import io.vmto.contract.view.LicenseView;
import io.vmto.contract.view.ViewQuery.FindLicense;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  @Test
  @Timeout(60)
  void aRequestThatIsUnderWayIsAnsweredAndNoOtherIsTaken() throws Exception {
    var house = House.open(Map.of());
    Known.laidDown(house.peers());
    var begun = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    house
        .peers()
        .answer(
            FindLicense.class,
            LicenseView.class,
            q -> {
              begun.countDown();
              awaitQuietly(release);
              return new LicenseView(License.trial(Known.NOON), Set.of(), 0);
            });
    try (var wire = new Wire(house)) {
      wire.send("GET /api/v1/license HTTP/1.1\r\n" + Wire.headers(house) + "\r\n");
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      var stop = Thread.ofVirtual().start(house::close);
      Peers.await(() -> refuses(house));
      assertThat(stop.isAlive()).isTrue();
      release.countDown();
      assertThat(wire.until("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
      assertThat(stop.join(Duration.ofSeconds(10))).isTrue();
    } finally {
      release.countDown();
    }
  }

  private static boolean refuses(House house) {
    try (var wire = new Wire(house)) {
      return wire.send("GET / HTTP/1.1\r\n\r\n").read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
