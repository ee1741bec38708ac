package io.vmto.standalone.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vmto.standalone.Wait;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are not files: behind HTTP, behind qemu-nbd, in artifacts and foreign formats. */
class DiskAddressIT {
  private static final int SIZE = 24 << 20;

  @TempDir Path folder;
  private final List<AutoCloseable> servers = new ArrayList<>();
  private Path raw;
  private String root;

  @BeforeEach
  void makeDisk() throws IOException {
    Tools.required();
    raw = folder.resolve("source.raw");
    var disk = new byte[SIZE];
    var random = new Random(5);
    for (int at = 0; at < SIZE; at += 1 << 20) {
      var data = new byte[(1 + random.nextInt(12)) << 16];
      random.nextBytes(data);
      System.arraycopy(data, 0, disk, at, data.length);
    }
    Files.write(raw, disk);
    root = Tools.root(raw);
  }

  @AfterEach
  void stop() throws Exception {
    for (var server : servers) {
      server.close();
    }
  }

  /** A file server that answers ranges, and nothing else. */
  private String serve() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    servers.add(
        () -> {
          server.stop(0);
          threads.shutdownNow();
        });
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var file =
          Files.readAllBytes(folder.resolve(exchange.getRequestURI().getPath().substring(1)));
      var range = exchange.getRequestHeaders().getFirst("Range").substring(6).split("-", 2);
      int from = Integer.parseInt(range[0]);
      int to = Math.min(Integer.parseInt(range[1]), file.length - 1);
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + range[0] + "-" + to + "/" + file.length);
      exchange.sendResponseHeaders(206, to - from + 1);
      exchange.getResponseBody().write(Arrays.copyOfRange(file, from, to + 1));
    }
  }

  /** An NBD server of the file on a socket of its own. */
  private String export(Path file, String format) throws Exception {
    var socket = folder.resolve(file.getFileName() + ".sock");
    var process =
        new ProcessBuilder(
                "qemu-nbd", "-t", "-e", "4", "-f", format, "-k", socket.toString(), file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("qemu-nbd.log").toFile())
            .start();
    servers.add(
        () -> {
          process.destroy();
          process.waitFor();
        });
    Wait.until("the socket of qemu-nbd", Duration.ofSeconds(20), () -> Files.exists(socket));
    return "nbd+unix:///?socket=" + socket;
  }

  @Test
  void anImageBehindHttpIsHashedAndConverted() throws IOException {
    Tools.run(
        "qemu-img",
        "convert",
        "-O",
        "vmdk",
        "-o",
        "subformat=streamOptimized",
        raw,
        folder.resolve("d.vmdk"));
    Tools.run("qemu-img", "convert", "-O", "qcow2", raw, folder.resolve("d.qcow2"));
    var address = serve();
    for (var name : new String[] {"source.raw", "d.qcow2", "d.vmdk"}) {
      var run = Run.disk("hash", address + name, "--json", "--connections", "3");
      assertThat(run.exit()).as(name + ": " + run.err()).isZero();
      assertThat(run.json().get("root").asString()).as(name).isEqualTo(root);
    }
    var target = folder.resolve("out.qcow2");
    assertThat(Run.disk("convert", address + "d.vmdk", target, "--quiet").exit()).isZero();
    Tools.run("qemu-img", "compare", raw, target);
  }

  @Test
  void aDiskGoesIntoAnNbdServerAndIsHashedThere() throws Exception {
    var target = folder.resolve("target.qcow2");
    Tools.run("qemu-img", "create", "-f", "qcow2", target, String.valueOf(SIZE));
    var address = export(target, "qcow2");
    var copied = Run.disk("convert", raw, address, "--quiet", "--json");
    var manifest = Path.of(String.valueOf(copied.json().get("manifest").asString()));
    try {
      assertThat(copied.json().get("root").asString()).isEqualTo(root);
      assertThat(Run.disk("hash", address, "--json").json().get("root").asString()).isEqualTo(root);
      assertThat(Run.disk("verify", raw, address).exit()).isZero();
    } finally {
      Files.deleteIfExists(manifest);
    }
    servers.removeLast().close();
    Tools.run("qemu-img", "compare", raw, target);
  }

  @Test
  void whatQemuReadsIsReadThroughIt() throws IOException {
    for (var format : new String[] {"vhdx", "vdi"}) {
      var image = folder.resolve("d." + format);
      Tools.run("qemu-img", "convert", "-O", format, raw, image);
      var run = Run.disk("hash", image, "--json");
      assertThat(run.json().get("root").asString()).as(format + run.err()).isEqualTo(root);
    }
  }

  @Test
  void aFolderOfAnArtifactIsADisk() throws IOException {
    var artifact = Files.createDirectory(folder.resolve("2000"));
    Run.disk("convert", raw, artifact.resolve("disk.qcow2"), "--quiet");
    assertThat(Run.disk("hash", artifact, "--json").json().get("root").asString()).isEqualTo(root);
  }
}
