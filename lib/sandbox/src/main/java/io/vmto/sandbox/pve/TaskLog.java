package io.vmto.sandbox.pve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The log of one task, line by line on disk. */
final class TaskLog {
  private final Path file;
  private int warnings;

  TaskLog(Path file) {
    this.file = file;
  }

  synchronized void line(String text) {
    try {
      Files.writeString(file, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void warn(String text) {
    warnings++;
    line("WARN: " + text);
  }

  int warnings() {
    return warnings;
  }

  synchronized List<String> lines() {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
