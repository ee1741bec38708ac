package io.vmto.standalone.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The public tools that answers are held against. */
final class Tools {
  private Tools() {}

  /** Aborts the test loudly where the tools are missing, fails it where they are demanded. */
  static void required() {
    for (var tool : List.of("qemu-img", "qemu-io", "openssl", "perl", "bash")) {
      boolean there =
          Arrays.stream(System.getenv("PATH").split(":"))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
      var message = tool + " is not installed: this test compares with it and proves nothing";
      boolean demanded =
          Arrays.asList(System.getenv().getOrDefault("VMTO_REQUIRE", "").split(","))
              .contains("qemu");
      if (!there && demanded) {
        throw new AssertionError(message);
      }
      Assumptions.assumeTrue(there, message);
    }
  }

  static String run(Object... command) throws IOException {
    var output = Files.createTempFile("tool", ".txt");
    try {
      var process =
          new ProcessBuilder(Arrays.stream(command).map(Object::toString).toList())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("timed out: " + Arrays.toString(command));
      }
      var text = Files.readString(output, UTF_8);
      if (process.exitValue() != 0) {
        throw new IOException(Arrays.toString(command) + ": " + text);
      }
      return text.strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(output);
    }
  }

  /** The root of a raw file, derived with dd and openssl. */
  static String root(Path raw) throws IOException {
    return run("bash", Path.of("../bench/roots.sh"), raw).substring(0, 64);
  }
}
