package io.vmto.standalone.disk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The disk that is read, and as what. */
final class SourceOptions {
  @Parameters(index = "0", paramLabel = "SOURCE", description = "Disk image or block device.")
  String source = "";

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      description =
          "Take the source for raw, qcow2 or vmdk (streamOptimized) instead of guessing; a raw"
              + " disk that a guest wrote may look like anything.")
  @Nullable Format format;

  Location location() throws IOException {
    return Location.parse(source);
  }

  Opened open(Location.Access access) throws IOException {
    return location().open(access.as(format));
  }
}
