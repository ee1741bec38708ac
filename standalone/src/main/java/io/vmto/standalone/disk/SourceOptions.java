package io.vmto.standalone.disk;

import io.vmto.disk.ImageFormat;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The disk that is read, and as what. */
final class SourceOptions {
  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description =
          "Disk image, block device, folder of an artifact, https://…, nbd://…, nbds://…,"
              + " nbd+unix:///…?socket=… or s3://BUCKET/KEY.")
  String source = "";

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      converter = Formats.class,
      description =
          "Take the source for raw, qcow2, vmdk (streamOptimized) or another format instead of"
              + " guessing; a raw disk that a guest wrote may look like anything.")
  @Nullable ImageFormat format;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "Connections to a server that is read (default: ${DEFAULT-VALUE}).")
  private int connections = 4;

  /** Formats by their short names. */
  static final class Formats implements ITypeConverter<ImageFormat> {
    @Override
    public ImageFormat convert(String text) {
      return Arrays.stream(ImageFormat.values())
          .filter(format -> format.option().equalsIgnoreCase(text))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException("'" + text + "' is no format"));
    }
  }

  Location location() throws IOException {
    return Location.parse(source);
  }

  /** Reads it once, with every proof that its format has. */
  Opened onePass() throws IOException {
    return location().open(access(true));
  }

  /** Reads it anywhere. */
  Opened anywhere() throws IOException {
    return location().open(access(false));
  }

  Location.Access access(boolean onePass) throws Refusal {
    if (connections < 1 || connections > 64) {
      throw new Refusal(Exit.WRONG_REQUEST, connections + " connections", "Use 1 to 64.");
    }
    return new Location.Access(onePass, format, connections);
  }
}
