package io.vmto.standalone;

import java.io.IOException;
import java.nio.file.Path;

/** The command line as {@code ./vmto} warms it up after a build. */
final class WarmUp {
  private WarmUp() {}

  /** Needs an empty folder. */
  public static void main(String[] args) throws IOException {
    io.vmto.standalone.cli.WarmUp.run(Path.of(args[0]), Vmto::commandLine);
  }
}
