package io.vmto.hypervisor.proxmox;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Cuts raw serial output into lines without terminal control sequences. The console's first answer
 * is {@code OK}, which is not the machine's. For one thread at a time.
 */
final class ConsoleLines {
  private static final Pattern CONTROL =
      Pattern.compile(
          "\\x1b\\[[0-?]*[ -/]*[@-~]" // CSI
              + "|\\x1b\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?" // OSC
              + "|\\x1b[ -/]*[0-~]"
              + "|[\\x00-\\x08\\x0b-\\x1f\\x7f]");
  private static final int LONGEST = 8192;
  private static final String WELCOME = "OK";

  private final Consumer<String> lines;
  private final Runnable welcomed;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int welcome;

  ConsoleLines(Consumer<String> lines, Runnable welcomed) {
    this.lines = lines;
    this.welcomed = welcomed;
  }

  /** Returns false when the first bytes are not the welcome. */
  boolean feed(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      var b = bytes.get();
      if (welcome < WELCOME.length()) {
        if (b != WELCOME.charAt(welcome++)) {
          return false;
        }
        if (welcome == WELCOME.length()) {
          welcomed.run();
        }
      } else if (b == '\n' || line.size() >= LONGEST) {
        flush();
      } else {
        line.write(b);
      }
    }
    return true;
  }

  /** The end of the output, or of a line. */
  void flush() {
    if (line.size() > 0) {
      lines.accept(CONTROL.matcher(line.toString(StandardCharsets.UTF_8)).replaceAll(""));
      line.reset();
    }
  }
}
