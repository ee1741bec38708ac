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
  private static final Duration START = Duration.ofMinutes(3);

  /** Several of them beside a build do not take all there is. */
  private static final String SMALL = "-Xmx512m -XX:+UseSerialGC";

  private final Path data;
  private final Path log;
  private final String options;
  private Process process;

  /** Starts a small one with its data and its log in this folder. */
  public ServerProcess(Path folder, String settings) throws IOException {
    this(folder, SMALL, settings);
  }

  /**
   * @param heap options of its JVM for memory and collector, or nothing for those that an
   *     operator's server has
   * @param settings more options, such as system properties
   */
  public ServerProcess(Path folder, String heap, String settings) throws IOException {
    this.options = (heap + " " + settings).strip();
    this.data = folder.resolve("data");
    this.log = folder.resolve("server.log");
    start();
  }

  public void start() throws IOException {
    Files.deleteIfExists(data.resolve("server.json"));
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    if (!options.isEmpty()) {
      command.addAll(List.of(options.split(" ")));
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
