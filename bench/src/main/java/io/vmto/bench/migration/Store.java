package io.vmto.bench.migration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An S3 server of others (s3proxy) with one bucket, in a process of its own that can go away. */
final class Store implements AutoCloseable {
  private static final String BUCKET = "images";
  private static final String KEY = "bench";
  private static final String SECRET = "loopback-only";
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Path folder;
  private final int port;
  private Process process;

  Store(Path folder) throws IOException {
    this.folder = folder;
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    Files.createDirectories(folder.resolve("objects").resolve(BUCKET));
    Files.writeString(folder.resolve("secret"), SECRET);
    Files.write(
        folder.resolve("s3proxy.conf"),
        List.of(
            "s3proxy.endpoint=http://127.0.0.1:" + port,
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + KEY,
            "s3proxy.credential=" + SECRET,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + folder.resolve("objects")));
    start();
  }

  /** Blocks until it answers. */
  void start() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("bench.tools"),
                "org.gaul.s3proxy.Main",
                "--properties",
                folder.resolve("s3proxy.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    io.vmto.standalone.Wait.until("the store listens", SOON, this::listens);
  }

  private boolean listens() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** What makes a server keep its images here. */
  String settings() {
    return String.join(
        " ",
        "-Dvmto.artifacts.s3.endpoint=http://127.0.0.1:" + port,
        "-Dvmto.artifacts.s3.bucket=" + BUCKET,
        "-Dvmto.artifacts.s3.access-key=" + KEY,
        "-Dvmto.artifacts.s3.secret-key-file=" + folder.resolve("secret"));
  }

  /** How many objects there are. */
  long objects() throws IOException {
    try (var files = Files.list(folder.resolve("objects").resolve(BUCKET))) {
      return files.count();
    }
  }

  /** Killed; it can be started again. */
  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
