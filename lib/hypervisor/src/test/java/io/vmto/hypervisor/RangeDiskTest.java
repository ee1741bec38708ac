package io.vmto.hypervisor;

import static io.vmto.hypervisor.SourcePlatformContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vmto.contract.error.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RangeDiskTest {
  private static final byte[] CONTENT = new byte[(9 << 20) + 77];

  static {
    new Random(5).nextBytes(CONTENT);
  }

  /** What the server does to the next request, in order; then it behaves. */
  private final ConcurrentLinkedDeque<Misdeed> misdeeds = new ConcurrentLinkedDeque<>();

  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final Set<String> callers = new ConcurrentSkipListSet<>();
  private final TestServer server = TestServer.start(this::answer);
  private volatile String etag = "\"1\"";

  private interface Misdeed {
    void answer(HttpExchange exchange, int from, int to) throws IOException;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var range = exchange.getRequestHeaders().getFirst("Range");
      ranges.add(range);
      callers.add(exchange.getRemoteAddress().toString());
      var ends = range.substring("bytes=".length()).split("-", 2);
      int from = Integer.parseInt(ends[0]);
      int to = Integer.parseInt(ends[1]) + 1;
      var misdeed = misdeeds.poll();
      if (misdeed != null) {
        misdeed.answer(exchange, from, to);
      } else {
        head(exchange, from, to, CONTENT.length);
        exchange.getResponseBody().write(CONTENT, from, to - from);
      }
    }
  }

  private void head(HttpExchange exchange, int from, int to, int size) throws IOException {
    head(exchange, from, to, size, to - from);
  }

  private void head(HttpExchange exchange, int from, int to, int size, long length)
      throws IOException {
    exchange.getResponseHeaders().set("ETag", etag);
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + size);
    exchange.sendResponseHeaders(206, length);
  }

  private RangeDisk open(int connections) {
    return RangeDisk.open(url(), Trust.parse(server.sha256()), connections, false);
  }

  private URI url() {
    return URI.create(server.url() + "/disk.raw?signature=canary-5");
  }

  private static ByteBuffer content(int from, int length) {
    return ByteBuffer.wrap(CONTENT, from, length).slice();
  }

  private static void assertReads(RangeDisk disk, int from, ByteBuffer into) throws IOException {
    int length = into.remaining();
    disk.read(from, into);
    assertThat(into.hasRemaining()).isFalse();
    assertThat(into.flip()).isEqualTo(content(from, length));
  }

  @Test
  void theSizeIsLearnedAndAnyPartCanBeReadIntoHeapAndDirectBuffers() throws IOException {
    try (var disk = open(1)) {
      assertThat(disk.capacity()).isEqualTo(CONTENT.length);
      assertReads(disk, 0, ByteBuffer.allocate(CONTENT.length));
      assertReads(disk, 3, ByteBuffer.allocateDirect(5 << 20));
      assertReads(disk, CONTENT.length - 1, ByteBuffer.allocate(1));
      assertReads(disk, CONTENT.length, ByteBuffer.allocate(0));
      var middle = ByteBuffer.allocate(300).position(100).limit(200);
      disk.read(1000, middle);
      assertThat(middle.flip().position(100).slice()).isEqualTo(content(1000, 100));
      assertThatThrownBy(() -> disk.read(CONTENT.length - 1, ByteBuffer.allocate(2)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThat(callers).hasSize(1);
  }

  @Test
  void severalThreadsReadAtOnceOverNoMoreConnectionsThanAllowed() throws Exception {
    int connections = 3;
    var together = new CountDownLatch(connections);
    try (var disk = open(connections);
        var threads = Executors.newFixedThreadPool(4 * connections)) {
      for (int i = 0; i < connections; i++) {
        misdeeds.add(
            (exchange, from, to) -> {
              together.countDown();
              assertThat(arrive(together)).isTrue();
              head(exchange, from, to, CONTENT.length);
              exchange.getResponseBody().write(CONTENT, from, to - from);
            });
      }
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < 60; i++) {
        int from = i * 150_000;
        running.add(
            threads.submit(
                () -> {
                  assertReads(disk, from, ByteBuffer.allocateDirect(150_000));
                  return null;
                }));
      }
      for (var one : running) {
        one.get();
      }
    }
    assertThat(callers).hasSize(connections);
  }

  private static boolean arrive(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void afterACutOnlyTheRestIsAskedForAgain() throws IOException {
    try (var disk = open(1)) {
      misdeeds.add(
          (exchange, from, to) -> {
            head(exchange, from, to, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, from, 1 << 20);
            exchange.getResponseBody().flush();
          });
      assertReads(disk, 100, ByteBuffer.allocate(2 << 20));
    }
    assertThat(ranges.get(1)).isEqualTo("bytes=100-" + (100 + (2 << 20) - 1));
    assertThat(ranges.get(2)).isEqualTo("bytes=" + (100 + (1 << 20)) + "-" + (100 + (2 << 20) - 1));
  }

  @Test
  void aBusyServerIsAskedAgainButNotForEver() throws IOException {
    try (var disk = open(1)) {
      misdeeds.add((exchange, _, _) -> exchange.sendResponseHeaders(503, -1));
      misdeeds.add((exchange, _, _) -> exchange.sendResponseHeaders(500, -1));
      assertReads(disk, 0, ByteBuffer.allocate(1000));
      assertThat(ranges).hasSize(4);

      for (int i = 0; i < 100; i++) {
        misdeeds.add((exchange, _, _) -> exchange.sendResponseHeaders(503, -1));
      }
      assertRefused(ErrorCode.UPSTREAM_BUSY, () -> disk.read(0, ByteBuffer.allocate(1000)));
      assertThat(ranges.size() - 4).isBetween(2, 10);
    }
  }

  @Test
  void aFileThatBecameAnotherOneIsNoticed() {
    try (var disk = open(1)) {
      etag = "\"2\"";
      assertRefused(ErrorCode.SOURCE_CHANGED, () -> disk.read(0, ByteBuffer.allocate(1000)));
    }
  }

  @Test
  void anotherRangeThanWasAskedForIsRefusedAtOnce() {
    refusedAtOnce((exchange, from, to) -> send(exchange, from + 1, to + 1, CONTENT.length));
    refusedAtOnce((exchange, from, to) -> send(exchange, from, to, CONTENT.length + 1));
    refusedAtOnce((exchange, from, to) -> send(exchange, from, to - 1, CONTENT.length));
    refusedAtOnce((exchange, _, _) -> exchange.sendResponseHeaders(206, -1));
    refusedAtOnce(
        (exchange, from, to) -> {
          head(exchange, from, to, CONTENT.length, to - from + 1L);
          exchange.getResponseBody().write(CONTENT, from, to - from + 1);
        });
    refusedAtOnce(
        (exchange, _, _) -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT);
        });
    refusedAtOnce(
        (exchange, from, to) -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          send(exchange, from, to, CONTENT.length);
        });
  }

  private void send(HttpExchange exchange, int from, int to, int size) throws IOException {
    head(exchange, from, to, size);
    exchange.getResponseBody().write(CONTENT, from, to - from);
  }

  private void refusedAtOnce(Misdeed misdeed) {
    try (var disk = open(1)) {
      misdeeds.add(misdeed);
      int before = ranges.size();
      assertRefused(ErrorCode.DISK_UNREADABLE, () -> disk.read(0, ByteBuffer.allocate(1000)));
      assertThat(ranges).hasSize(before + 1);
    }
  }

  @Test
  void whatIsNotThereOrElsewhereIsSaidAtTheOpeningWithoutTheQuery() {
    misdeeds.add((exchange, _, _) -> exchange.sendResponseHeaders(404, -1));
    misdeeds.add((exchange, _, _) -> exchange.sendResponseHeaders(302, -1));
    misdeeds.add((exchange, _, _) -> exchange.sendResponseHeaders(416, -1));
    misdeeds.add((exchange, _, _) -> exchange.sendResponseHeaders(403, -1));
    for (var code :
        List.of(
            ErrorCode.DISK_UNREADABLE,
            ErrorCode.DISK_UNREADABLE,
            ErrorCode.DISK_UNREADABLE,
            ErrorCode.PERMISSION_MISSING)) {
      var thrown = catchThrowableOfType(PlatformException.class, () -> open(1).close());
      assertThat(thrown.failure().code()).isEqualTo(code);
      assertThat(thrown.failure().toString()).contains("/disk.raw").doesNotContain("canary-5");
    }
  }

  @Test
  void anotherCertificateIsRefused() {
    var other = Trust.parse("00:".repeat(31) + "00");
    assertRefused(
        ErrorCode.CERTIFICATE_MISMATCH, () -> RangeDisk.open(url(), other, 1, false).close());
  }

  @Test
  void withoutTlsOnlyThisMachineIsRead() throws IOException {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var plain = HttpServer.create(loopback, 0);
    plain.createContext("/", this::answer);
    plain.start();
    var here = URI.create("http://127.0.0.1:" + plain.getAddress().getPort() + "/disk.raw");
    try (var disk = RangeDisk.open(here, new Trust.Ca(), 2, false)) {
      assertReads(disk, 10, ByteBuffer.allocateDirect(100_000));
    } finally {
      plain.stop(0);
    }
    for (var bad :
        List.of(
            "http://192.0.2.1/disk.raw",
            "https://user:canary@127.0.0.1/disk.raw",
            "ftp://127.0.0.1/disk.raw",
            "https://169.254.169.254/disk.raw",
            "https:/disk.raw")) {
      assertRefused(
          ErrorCode.ADDRESS_REFUSED,
          () -> RangeDisk.open(URI.create(bad), new Trust.Ca(), 1, false).close());
    }
  }
}
