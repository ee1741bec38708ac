package io.vmto.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The packaged program as it is started: its jar unpacked, as {@code ./vmto} does it, which saves
 * each start a third of its time; or what {@code vmto.program} says.
 */
final class Program {
  /** What comes after {@code java}. */
  static final List<String> COMMAND = command();

  private Program() {}

  private static List<String> command() {
    var told = System.getProperty("vmto.program");
    if (told != null) {
      return List.of(told.split(" "));
    }
    var jar = Path.of(System.getProperty("vmto.exec-jar"));
    var unpacked = jar.resolveSibling("unpacked-" + ProcessHandle.current().pid());
    unpack(jar, unpacked);
    var command = new ArrayList<>(List.of(System.getProperty("vmto.server-jvm").split(" ")));
    command.addAll(List.of("-cp", unpacked.resolve(jar.getFileName()) + ":" + unpacked + "/lib/*"));
    command.add(Vmto.class.getName());
    return List.copyOf(command);
  }

  private static void unpack(Path jar, Path to) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try {
      var process =
          new ProcessBuilder(
                  java,
                  "-Djarmode=tools",
                  "-jar",
                  jar.toString(),
                  "extract",
                  "--destination",
                  to.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(jar + " could not be unpacked");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
