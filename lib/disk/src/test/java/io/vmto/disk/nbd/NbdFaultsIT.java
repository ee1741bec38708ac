package io.vmto.disk.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that refuse, fail, stall and die. */
class NbdFaultsIT {
  private static final Duration SHORT = Duration.ofMillis(400);

  @TempDir Path folder;

  @BeforeAll
  static void peersAreThere() {
    NbdServer.required();
  }

  @AfterEach
  void nothingIsLeft() {
    Threads.assertNoneLeft();
  }

  private static ByteBuffer room() {
    return ByteBuffer.allocate(4 << 20);
  }

  @ParameterizedTest
  @CsvSource({"EIO, 5, input/output error", "ENOSPC, 28, no space left", "EPERM, 1, not permitted"})
  void anErrorFailsItsCallAndNotTheConnection(String name, int code, String words)
      throws Exception {
    for (String structured : new String[] {"--no-sr", "--newstyle"}) {
      try (var server =
              NbdServer.nbdkit(
                  folder,
                  structured,
                  "--filter=error",
                  "memory",
                  "8M",
                  "error-pwrite=" + name,
                  "error-pwrite-rate=100%");
          var disk = server.writer()) {
        assertThatThrownBy(() -> disk.write(1 << 20, room()))
            .isInstanceOfSatisfying(NbdException.class, e -> assertThat(e.code()).isEqualTo(code))
            .hasMessageContaining("write of 524288 bytes at 1048576")
            .hasMessageContaining(words);
        disk.read(0, room());
        disk.flush();
      }
    }
  }

  @Test
  void someErrorsAmongManyReadsLeaveTheOthersWhole() throws Exception {
    try (var server =
            NbdServer.nbdkit(folder, "--filter=error", "pattern", "16M", "error-pread-rate=30%");
        var disk = server.reader()) {
      int failed = 0;
      for (int at = 0; at < 16 << 20; at += 64 << 10) {
        ByteBuffer part = ByteBuffer.allocate(64 << 10);
        try {
          disk.read(at, part);
          // The pattern plugin's content: each eight bytes are their own offset.
          assertThat(part.getLong(8)).isEqualTo(at + 8);
          assertThat(part.getLong((64 << 10) - 8)).isEqualTo(at + (64 << 10) - 8);
        } catch (NbdException e) {
          failed++;
        }
      }
      assertThat(failed).isBetween(20, 150);
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsAStall() throws Exception {
    try (var server = NbdServer.nbdkit(folder, "--filter=delay", "memory", "8M", "rdelay=60")) {
      var options = NbdOptions.reading().withTimeouts(Duration.ofSeconds(5), SHORT);
      try (var disk = NbdDisk.open(server.address(), options)) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> disk.read(0, room()))
            .isInstanceOf(SocketTimeoutException.class)
            .hasMessageContaining("moved no byte for 400 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isBetween(SHORT, SHORT.multipliedBy(10));
        assertThatThrownBy(() -> disk.read(0, room())).isInstanceOf(IOException.class);
      }
      server.kill(); // it would wait for its delay
    }
  }

  @Test
  void aServerThatIsSlowAndSteadyIsNot() throws Exception {
    // 8 Mbit a second, in grants of a tenth of a second.
    try (var server =
            NbdServer.nbdkit(
                folder, "--filter=rate", "pattern", "1M", "rate=8M", "burstiness=0.1");
        var disk =
            NbdDisk.open(
                server.address(),
                NbdOptions.reading().withTimeouts(Duration.ofSeconds(10), SHORT))) {
      long start = System.nanoTime();
      ByteBuffer all = ByteBuffer.allocate(1 << 20);
      for (int end = 32 << 10; end <= 1 << 20; end += 32 << 10) {
        disk.read(all.position(), all.limit(end));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(SHORT);
      assertThat(all.getLong((1 << 20) - 8)).isEqualTo((1 << 20) - 8);
    }
  }

  @Test
  void aFlushMayTakeLongerThanOthers() throws Exception {
    String[] plugin = {
      "eval",
      "get_size=echo 1M",
      "pread=exit 1",
      "can_write=exit 0",
      "pwrite=cat >/dev/null",
      "can_flush=exit 0",
      "flush=sleep 1"
    };
    try (var server = NbdServer.nbdkit(folder, plugin);
        var disk =
            NbdDisk.open(
                server.address(),
                NbdOptions.writing(false).withTimeouts(Duration.ofSeconds(10), SHORT))) {
      long start = System.nanoTime();
      disk.flush();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(SHORT);
    }
  }

  @Test
  void aServerKilledInTheMiddleFailsWhoWaits() throws Exception {
    Path log = folder.resolve("log");
    try (var server =
        NbdServer.nbdkit(
            folder,
            "--filter=log",
            "--filter=delay",
            "memory",
            "8M",
            "rdelay=60",
            "logfile=" + log)) {
      try (var disk = server.reader()) {
        var reads = new CompletableFuture<?>[3];
        for (int i = 0; i < reads.length; i++) {
          reads[i] = CompletableFuture.runAsync(() -> readUnchecked(disk));
        }
        NbdServer.until(() -> text(log).contains(" Read "));
        server.kill();
        for (var read : reads) {
          assertThatThrownBy(read::join)
              .isInstanceOf(CompletionException.class)
              .hasRootCauseInstanceOf(IOException.class)
              .hasMessageContaining("Lost the connection to " + server.address());
        }
      }
    }
  }

  private static void readUnchecked(NbdDisk disk) {
    try {
      disk.read(0, room());
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void closingFailsWhoWaits() throws Exception {
    Path log = folder.resolve("log");
    try (var server =
        NbdServer.nbdkit(
            folder,
            "--filter=log",
            "--filter=delay",
            "memory",
            "8M",
            "rdelay=60",
            "logfile=" + log)) {
      var disk = server.reader();
      var read = CompletableFuture.runAsync(() -> readUnchecked(disk));
      NbdServer.until(() -> text(log).contains(" Read "));
      disk.close();
      assertThatThrownBy(read::join).hasRootCauseInstanceOf(IOException.class);
      server.kill();
    }
  }

  @Test
  void anInterruptedCallEndsAndItsThreadStaysInterrupted() throws Exception {
    Path log = folder.resolve("log");
    try (var server =
            NbdServer.nbdkit(
                folder,
                "--filter=log",
                "--filter=delay",
                "memory",
                "8M",
                "rdelay=60",
                "logfile=" + log);
        var disk = server.reader()) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      disk.read(0, room());
                    } catch (IOException e) {
                      thrown.set(e);
                      assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    }
                  });
      NbdServer.until(() -> text(log).contains(" Read "));
      caller.interrupt();
      caller.join();
      assertThat(thrown.get()).isInstanceOf(ClosedByInterruptException.class);
      server.kill();
    }
  }

  @Test
  void aReadOnlyExportRefusesWritesEarly() throws Exception {
    try (var server = NbdServer.nbdkit(folder, "-r", "memory", "1M")) {
      assertThatThrownBy(server::writer).hasMessageContaining("read-only");
      try (var disk = server.reader()) {
        assertThatThrownBy(() -> disk.write(0, ByteBuffer.allocate(512)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("opened for reading");
      }
    }
  }

  @Test
  void aServerThatCannotFlushMustWriteThroughOrIsRefused() throws Exception {
    Path seen = folder.resolve("flags");
    String[] plugin = {
      "eval",
      "get_size=echo 1M",
      "pread=exit 1",
      "can_write=exit 0",
      "can_fua=echo none",
      "pwrite=cat >/dev/null; echo \"$5\" >> " + seen
    };
    try (var server = NbdServer.nbdkit(folder, plugin)) {
      assertThatThrownBy(server::writer).hasMessageContaining("cannot make anything durable");
    }
    plugin[4] = "can_fua=echo native";
    try (var server = NbdServer.nbdkit(folder, plugin);
        var disk = server.writer()) {
      disk.write(0, ByteBuffer.allocate(512));
      assertThat(disk.flush()).isEqualTo(NbdDisk.ALL);
    }
    assertThat(Files.readString(seen)).isEqualTo("fua\n");
  }

  @Test
  void aFlushReachesTheServerAndNoConnectionStaysOpen() throws Exception {
    Path log = folder.resolve("log");
    try (var server = NbdServer.nbdkit(folder, "--filter=log", "memory", "1M", "logfile=" + log)) {
      try (var disk = server.writer()) {
        disk.flush();
        assertThat(text(log)).contains(" Flush ");
      }
      NbdServer.until(() -> text(log).lines().filter(l -> l.contains(" Disconnect ")).count() == 4);
    }
  }

  @Test
  void unknownExportsAreRefusedAndKnownOnesListed() throws Exception {
    Path disk = Files.write(folder.resolve("disk"), new byte[1 << 20]);
    try (var server = NbdServer.qemu(folder, "first/disk", "-r", "-f", "raw", disk.toString())) {
      assertThat(NbdDisk.exports(server.address(), NbdOptions.reading()))
          .containsExactly("first/disk");
    }
    try (var server = NbdServer.qemu(folder, "known", "-r", "-f", "raw", disk.toString())) {
      var unknown = new NbdAddress(server.address().place(), "unknown", false);
      assertThatThrownBy(() -> NbdDisk.open(unknown, NbdOptions.reading()))
          .hasMessageContaining("no such export");
      var bitmap = NbdOptions.reading().withContexts("qemu:dirty-bitmap:none");
      assertThatThrownBy(() -> NbdDisk.open(server.address(), bitmap))
          .hasMessageContaining("no metadata context qemu:dirty-bitmap:none");
    }
  }
}
