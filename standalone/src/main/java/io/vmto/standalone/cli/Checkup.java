package io.vmto.standalone.cli;

import io.vmto.disk.Natives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The checks of {@code vmto doctor}; none changes anything. */
final class Checkup {
  private static final long ROOM = 10L << 30;

  private Checkup() {}

  enum State {
    OK,
    WARNING,
    MISSING;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What was looked at, how it is, and what to do about it. */
  record Check(State state, String subject, String detail, String remedy) {}

  static List<Check> all(Path data) {
    return List.of(
        java(),
        tool(
            "qemu-img",
            "needed by the sandbox and the demo only",
            "apt-get install --no-install-recommends qemu-utils"),
        tool(
            "qemu-system-x86_64",
            "needed to boot the demo's target only",
            "apt-get install --no-install-recommends qemu-system-x86"),
        inflation(),
        folder(data),
        key(Folders.keyFile()),
        server(data));
  }

  private static Check java() {
    int feature = Runtime.version().feature();
    return feature == 25
        ? new Check(State.OK, "Java", Runtime.version().toString(), "")
        : new Check(State.MISSING, "Java", "this is " + feature, "Install a JDK 25.");
  }

  private static Check tool(String name, String why, String remedy) {
    try {
      var process = new ProcessBuilder(name, "--version").redirectErrorStream(true).start();
      var text =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return new Check(State.OK, name, text.lines().findFirst().orElse(""), "");
      }
      return new Check(State.WARNING, name, "does not run; " + why, remedy);
    } catch (IOException e) {
      return new Check(State.WARNING, name, "not found; " + why, remedy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Check(State.WARNING, name, "was not waited for", "");
    }
  }

  private static Check inflation() {
    return new Check(
        Natives.accelerated() ? State.OK : State.WARNING,
        "compressed disks",
        Natives.description(),
        Natives.accelerated() ? "" : "apt-get install --no-install-recommends libdeflate0");
  }

  private static Check folder(Path data) {
    var existing = data;
    while (!Files.exists(existing)) {
      existing = Objects.requireNonNull(existing.getParent());
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      var detail = data + ", " + Text.bytes(free) + " free";
      if (!Files.isWritable(existing)) {
        return new Check(
            State.MISSING, "data folder", data + " cannot be written", "Name another with --data.");
      }
      return free < ROOM
          ? new Check(
              State.WARNING,
              "data folder",
              detail,
              "Uploaded disks are stored here first: make room.")
          : new Check(State.OK, "data folder", detail, "");
    } catch (IOException e) {
      return new Check(
          State.WARNING, "data folder", data + ": " + e.getMessage(), "Check the path.");
    }
  }

  private static Check key(Path file) {
    try {
      if (!Files.exists(file)) {
        return new Check(State.OK, "key file", file + " will be made at the first start", "");
      }
      boolean open =
          Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)
              || Files.getPosixFilePermissions(file).contains(PosixFilePermission.GROUP_READ);
      return open
          ? new Check(
              State.MISSING, "key file", file + " can be read by others", "chmod 600 " + file)
          : new Check(
              State.OK,
              "key file",
              file.toString(),
              "Keep a copy elsewhere: without it no secret opens.");
    } catch (IOException e) {
      return new Check(State.WARNING, "key file", file + ": " + e.getMessage(), "Check the path.");
    }
  }

  private static Check server(Path data) {
    try (var api = ApiClient.of(data)) {
      var system = api.get("/system");
      return new Check(State.OK, "server", "version " + system.path("version").asString(""), "");
    } catch (ApiProblem e) {
      return new Check(State.WARNING, "server", e.failure().message(), e.failure().remedy());
    }
  }
}
