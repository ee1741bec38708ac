package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.standalone.cli.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code vmto serve} from the packaged jar, to be killed and started again. */
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);

  private final Path data;
  private final Path log;
  private Process process;

  ServerProcess(Path folder) throws IOException {
    this.data = folder.resolve("data");
    this.log = folder.resolve("server.log");
    start();
  }

  void start() throws IOException {
    Files.deleteIfExists(data.resolve("server.json"));
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    process =
        new ProcessBuilder(
                List.of(
                    java,
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-jar",
                    System.getProperty("vmto.exec-jar"),
                    "serve",
                    "--data",
                    data.toString(),
                    "--port",
                    "0",
                    "--key-file",
                    data.resolveSibling("vault.key").toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Wait.until(
        "the server listens",
        START,
        () -> {
          assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
          return Files.exists(data.resolve("server.json"));
        });
  }

  ApiClient api() {
    return ApiClient.of(data);
  }

  Path data() {
    return data;
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** SIGKILL: nothing in it gets to say goodbye. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  /** SIGTERM; returns when it has drained. */
  void terminate() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() throws InterruptedException {
    terminate();
  }
}
