package io.vmto.standalone;

import io.vmto.standalone.cli.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code vmto serve} from the packaged jar, to be killed and started again. */
public final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);

  private final Path data;
  private final Path log;
  private final String settings;
  private Process process;

  /** Starts it with its data and its log in this folder. */
  public ServerProcess(Path folder, String settings) throws IOException {
    this.settings = settings;
    this.data = folder.resolve("data");
    this.log = folder.resolve("server.log");
    start();
  }

  public void start() throws IOException {
    Files.deleteIfExists(data.resolve("server.json"));
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of(java, "-Xmx512m", "-XX:+UseSerialGC"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    if (!settings.isEmpty()) {
      command.addAll(List.of(settings.split(" ")));
    }
    command.addAll(Program.COMMAND);
    command.addAll(List.of("serve", "--data", data.toString(), "--port", "0"));
    command.addAll(List.of("--key-file", data.resolveSibling("vault.key").toString()));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Wait.until(
        "the server listens",
        START,
        () -> {
          require(process.isAlive(), Files.readString(log));
          return Files.exists(data.resolve("server.json"));
        });
  }

  public ApiClient api() {
    return ApiClient.of(data);
  }

  public Path data() {
    return data;
  }

  public String log() throws IOException {
    return Files.readString(log);
  }

  public long pid() {
    return process.pid();
  }

  /** SIGKILL: nothing in it gets to say goodbye. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    require(process.waitFor(20, TimeUnit.SECONDS), "still there after SIGKILL");
  }

  /** SIGTERM; returns when it has drained. */
  public void terminate() throws InterruptedException {
    process.destroy();
    require(process.waitFor(60, TimeUnit.SECONDS), "still there a minute after SIGTERM");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  @Override
  public void close() throws InterruptedException {
    terminate();
  }
}
