package io.vmto.disk.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.disk.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Somebody else's NBD server in a process of its own, until it is closed. */
final class NbdServer implements AutoCloseable {
  private final Process process;
  private final NbdAddress address;

  private NbdServer(Process process, NbdAddress address) {
    this.process = process;
    this.address = address;
  }

  static void required() {
    Peer.required("nbd", "nbdkit", "nbdinfo", "nbdcopy", "qemu-nbd", "qemu-img", "qemu-io");
  }

  /** nbdkit on a Unix socket in the folder. */
  static NbdServer nbdkit(Path folder, String... arguments) throws IOException {
    Path socket = fresh(folder, "socket");
    var address = new NbdAddress(UnixDomainSocketAddress.of(socket), "", false);
    return start(
        folder, address, List.of("nbdkit", "-f", "-U", socket.toString()), "-P", arguments);
  }

  /** nbdkit on a TCP port of 127.0.0.1. */
  static NbdServer nbdkitOverTcp(Path folder, boolean tls, String... arguments) throws IOException {
    int port = freePort();
    var place = InetSocketAddress.createUnresolved("127.0.0.1", port);
    List<String> head = List.of("nbdkit", "-f", "-i", "127.0.0.1", "-p", "" + port);
    return start(folder, new NbdAddress(place, "", tls), head, "-P", arguments);
  }

  /** qemu-nbd on a Unix socket in the folder. */
  static NbdServer qemu(Path folder, String export, String... arguments) throws IOException {
    Path socket = fresh(folder, "socket");
    var address = new NbdAddress(UnixDomainSocketAddress.of(socket), export, false);
    List<String> head = List.of("qemu-nbd", "-t", "-x", export, "-k", socket.toString());
    return start(folder, address, head, "--pid-file", arguments);
  }

  private static Path fresh(Path folder, String name) throws IOException {
    Path file = Files.createTempFile(folder, name, "");
    Files.delete(file);
    return file;
  }

  static int freePort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static NbdServer start(
      Path folder, NbdAddress address, List<String> head, String pidOption, String... arguments)
      throws IOException {
    Path pid = fresh(folder, "pid");
    Path log = Files.createTempFile(folder, "server", ".log");
    List<String> command = new ArrayList<>(head);
    command.addAll(List.of(pidOption, pid.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    var server = new NbdServer(process, address);
    try {
      // Both servers write their process id once they listen.
      until(() -> Files.exists(pid) || !process.isAlive());
      assertThat(process.isAlive()).as(() -> said(log)).isTrue();
      return server;
    } catch (AssertionError e) {
      server.close();
      throw e;
    }
  }

  private static String said(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Looks again and again, for ten seconds. */
  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time").isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  NbdAddress address() {
    return address;
  }

  NbdDisk reader() throws IOException {
    return NbdDisk.open(address, NbdOptions.reading());
  }

  NbdDisk writer() throws IOException {
    return NbdDisk.open(address, NbdOptions.writing(false));
  }

  /** As a power cut does. */
  void kill() {
    process.destroyForcibly();
  }

  /** Ends it and waits, so that what it served is closed. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
