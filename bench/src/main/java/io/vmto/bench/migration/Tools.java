package io.vmto.bench.migration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The public tools that look at disks from outside. */
final class Tools {
  private static final long BLOCK = 64 << 10;

  private Tools() {}

  /** What a command prints; it may end with any of these codes. */
  static String run(List<Integer> codes, List<String> command)
      throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.getInputStream()) {
      var text = new String(out.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (!codes.contains(process.waitFor())) {
        throw new IOException(String.join(" ", command) + ": " + text);
      }
      return text;
    }
  }

  static String sha256(Path file) throws IOException, InterruptedException {
    var command = List.of("openssl", "dgst", "-sha256", "-r", file.toString());
    return run(List.of(0), command).split(" ", 2)[0];
  }

  /** The root of a raw disk as {@code bench/roots.sh} computes it. */
  static String root(Path file) throws IOException, InterruptedException {
    var command = List.of(System.getProperty("bench.home") + "/bench/roots.sh", file.toString());
    return run(List.of(0), command).split(" ", 2)[0];
  }

  private static String format(Path image) {
    return image.toString().endsWith(".qcow2") ? "qcow2" : "raw";
  }

  /** Whether both qemu-img and, where it can, cmp find nothing that differs. */
  static boolean identical(Path one, Path other) throws IOException, InterruptedException {
    return (format(other).equals("qcow2") || differing(one, other) == 0)
        && run(
                List.of(0, 1),
                List.of(
                    "qemu-img",
                    "compare",
                    "-U",
                    "-f",
                    "raw",
                    "-F",
                    format(other),
                    one.toString(),
                    other.toString()))
            .contains("identical");
  }

  /** How many blocks of 64 KiB differ, as cmp finds them. */
  static long differing(Path one, Path other) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("cmp", "-l", one.toString(), other.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long blocks = 0;
    long last = -1;
    try (var lines = process.inputReader()) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        long block = (Long.parseLong(line.strip().split(" +", 2)[0]) - 1) / BLOCK;
        if (block != last) {
          blocks++;
          last = block;
        }
      }
    }
    if (process.waitFor() > 1) {
      throw new IOException("cmp could not compare " + one + " and " + other);
    }
    return blocks;
  }
}
