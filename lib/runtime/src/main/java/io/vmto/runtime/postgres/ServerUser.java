package io.vmto.runtime.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Who runs the server's programs. PostgreSQL refuses to run as root: then it runs as {@code nobody}
 * through setpriv(1), keeping one capability of root's, CAP_DAC_OVERRIDE, because the parents of
 * its files may be closed to others (/root) and stay closed: the folder itself belongs to root, so
 * nothing else that runs as nobody gets in. {@code no_setuid_fixup} lets the capability count in
 * access(2) too. Works in a container as well, where user namespaces do not.
 */
record ServerUser(List<String> prefix) {
  private static final String UNPRIVILEGED = "nobody";
  private static final long SECONDS = 120;
  private static final int LAST_LINES = 12;

  static ServerUser current() throws IOException {
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    return root ? asNobody() : new ServerUser(List.of());
  }

  private static ServerUser asNobody() {
    return new ServerUser(
        List.of(
            "setpriv",
            "--reuid=" + UNPRIVILEGED,
            "--regid=65534",
            "--clear-groups",
            "--securebits=+no_setuid_fixup",
            "--inh-caps=-all,+dac_override",
            "--ambient-caps=-all,+dac_override",
            "--bounding-set=-all,+dac_override",
            "--no-new-privs"));
  }

  /** Hands a file or an empty folder to the server's user. */
  void own(Path path) throws IOException {
    if (!prefix.isEmpty()) {
      Files.setOwner(
          path,
          path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(UNPRIVILEGED));
    }
  }

  /** Starts a program in a session of its own, so that Ctrl-C in our terminal does not reach it. */
  Process start(Path log, String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of("setsid"));
    words.addAll(prefix);
    words.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear(); // PG… variables would redirect it, and it needs none of ours
    builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
    builder.directory(new File("/"));
    return builder
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** Runs a program to its end. */
  void run(Path log, String... command) throws IOException {
    Process process = start(log, command);
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(command[0] + " did not end in " + SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command[0] + " ran", e);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException(command[0] + " failed: " + tail(log));
    }
  }

  static String tail(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - LAST_LINES), all.size()));
    }
  }
}
