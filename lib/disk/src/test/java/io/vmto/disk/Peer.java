package io.vmto.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The foreign tools that our disks are held against: qemu-img, and openssl with perl for roots. */
public final class Peer {
  private Peer() {}

  /** Aborts the test loudly where the tools are missing, fails it where they are demanded. */
  public static void required() {
    required("qemu", "qemu-img", "qemu-io", "openssl", "perl", "bash");
  }

  /** The same for the tools that make a peer which VMTO_REQUIRE can name. */
  public static void required(String peer, String... tools) {
    for (String tool : tools) {
      boolean there =
          Arrays.stream(System.getenv("PATH").split(":"))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
      String message = tool + " is not installed: this test compares with it and proves nothing";
      boolean demanded =
          Arrays.asList(System.getenv().getOrDefault("VMTO_REQUIRE", "").split(",")).contains(peer);
      if (!there && demanded) {
        throw new AssertionError(message);
      }
      Assumptions.assumeTrue(there, message);
    }
  }

  /** What a command says, which must succeed. */
  public static String run(String... command) throws IOException {
    return run(Duration.ofSeconds(60), command);
  }

  static String run(Duration limit, String... command) throws IOException {
    Path output = Files.createTempFile("peer", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("timed out: " + String.join(" ", command));
      }
      String text = Files.readString(output, UTF_8);
      if (process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + ": " + text);
      }
      return text.strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(output);
    }
  }

  /** Converts with qemu-img; options stand before the two names. */
  public static void convert(String from, Path source, String to, Path target, String... options)
      throws IOException {
    String[] head = {"qemu-img", "convert", "-f", from, "-O", to};
    String[] tail = {source.toString(), target.toString()};
    run(concat(concat(head, options), tail));
  }

  private static String[] concat(String[] a, String[] b) {
    String[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  /** The root of a raw file, as openssl sees it. */
  static String root(Path raw) throws IOException {
    Path script = Files.createTempFile("root", ".sh");
    try (InputStream in = Peer.class.getResourceAsStream("root.sh")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
      return run("bash", script.toString(), raw.toString());
    } finally {
      Files.delete(script);
    }
  }
}
