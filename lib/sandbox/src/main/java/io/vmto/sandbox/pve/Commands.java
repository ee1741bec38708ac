package io.vmto.sandbox.pve;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Runs the tools a node runs (qemu-img, du) and never leaves one behind. */
final class Commands {
  private Commands() {}

  /** A tool that ended badly; the message is what it wrote. */
  static final class Failed extends IOException {
    private final int code;

    Failed(int code, String output) {
      super(output);
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  static String output(List<String> command) throws IOException {
    var text = new StringBuilder();
    try {
      run(command, line -> text.append(line).append('\n'));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException();
    }
    return text.toString();
  }

  /** Runs a tool and hands over its lines as they come; carriage returns end lines too. */
  static void run(List<String> command, Consumer<String> lines)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    var reader = Thread.ofVirtual().start(() -> read(process, lines));
    try {
      int code = process.waitFor();
      reader.join();
      if (code != 0) {
        throw new Failed(code, command.getFirst() + " ended with exit code " + code);
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static void read(Process process, Consumer<String> lines) {
    var line = new java.io.ByteArrayOutputStream();
    try (var in = new BufferedInputStream(process.getInputStream())) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n' || b == '\r') {
          pass(line, lines);
        } else {
          line.write(b);
        }
      }
      pass(line, lines);
    } catch (IOException e) {
      // The tool was ended: what it still had to say does not matter.
      pass(line, lines);
    }
  }

  private static void pass(java.io.ByteArrayOutputStream line, Consumer<String> lines) {
    String text = line.toString(StandardCharsets.UTF_8).strip();
    line.reset();
    if (!text.isEmpty()) {
      lines.accept(text);
    }
  }
}
