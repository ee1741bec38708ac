package io.vmto.standalone.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/** Looks again and again until it is interrupted; says only what is new. */
final class Watch {
  private static final String HOME = "\033[H";
  private static final String REST_OF_LINE = "\033[K";
  private static final String REST_OF_SCREEN = "\033[J";

  private Watch() {}

  /** Blocks; returns when nobody reads any more. */
  static int every(long seconds, Consumer<PrintStream> print, PrintStream out)
      throws InterruptedException {
    boolean screen = Terminal.there();
    var before = "";
    if (screen) {
      out.print(HOME + REST_OF_SCREEN);
    }
    while (true) {
      var now = looked(print);
      if (!now.equals(before)) {
        out.print(screen ? HOME + now.replace("\n", REST_OF_LINE + "\n") + REST_OF_SCREEN : now);
        before = now;
      }
      if (out.checkError()) {
        return 0;
      }
      Thread.sleep(Duration.ofSeconds(Math.max(1, seconds)));
    }
  }

  private static String looked(Consumer<PrintStream> print) {
    var bytes = new ByteArrayOutputStream();
    try (var into = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      print.accept(into);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
