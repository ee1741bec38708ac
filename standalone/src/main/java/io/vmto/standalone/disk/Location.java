package io.vmto.standalone.disk;

import io.vmto.disk.Qcow2Reader;
import io.vmto.disk.RawReader;
import io.vmto.disk.StreamOptimizedVmdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a disk lies, as it is named on the command line. */
sealed interface Location {
  Pattern SCHEME = Pattern.compile("([a-z][a-z0-9+.-]*)://.*");

  /** How to read it: past the page cache where possible, and as what format. */
  record Access(boolean uncached, @Nullable Format format) {
    static final Access PLAIN = new Access(false, null);

    Access as(@Nullable Format named) {
      return new Access(uncached, named);
    }
  }

  Opened open(Access access) throws IOException;

  /** What tells this source, as it is now, from any other; a copy goes on from no other. */
  String identity() throws IOException;

  /** A file or block device of this machine, or a URL. */
  static Location parse(String text) throws Refusal {
    var scheme = SCHEME.matcher(text);
    if (!scheme.matches()) {
      return new Local(Path.of(text));
    }
    throw new Refusal(
        Exit.WRONG_REQUEST,
        "Disks at " + scheme.group(1) + ":// are not read yet",
        "Name a file or a block device.");
  }

  /** A file or block device. */
  record Local(Path path) implements Location {
    @Override
    public Opened open(Access access) throws IOException {
      if (!Files.exists(path)) {
        throw new NoSuchFileException(path.toString());
      }
      if (Files.isDirectory(path)) {
        throw new Refusal(Exit.WRONG_REQUEST, path + " is a folder", "Name the image in it.");
      }
      var format = access.format() == null ? Format.of(path) : access.format();
      return switch (format) {
        case RAW -> {
          var reader = access.uncached() ? RawReader.uncached(path) : RawReader.open(path);
          if (reader.capacity() == 0) {
            reader.close();
            throw new Refusal(Exit.FAILED, path + " is empty: no disk", "Check the path.");
          }
          yield new Opened.Anywhere(format, reader);
        }
        case QCOW2 -> new Opened.Anywhere(format, Qcow2Reader.open(path));
        case VMDK ->
            new Opened.Forward(format, StreamOptimizedVmdk.open(Files.newInputStream(path)));
        default -> throw foreign(format);
      };
    }

    private Refusal foreign(Format format) {
      return new Refusal(
          Exit.FAILED,
          path + " is a " + format.words() + ", which is not read here",
          switch (format) {
            case OVA, COMPRESSED -> "Unpack it and name the disk in it.";
            case VMDK_DESCRIPTOR -> "Name the -flat.vmdk beside it.";
            default -> "Convert it first: qemu-img convert -O qcow2 " + path + " DISK.qcow2";
          });
    }

    @Override
    public String identity() throws IOException {
      var real = path.toRealPath();
      if (!Files.isRegularFile(real)) {
        return real.toString();
      }
      return "%s size %d changed %s %s"
          .formatted(
              real,
              Files.size(real),
              Files.getLastModifiedTime(real),
              Files.getAttribute(real, "unix:ino"));
    }
  }
}
