package io.vmto.standalone.disk;

import io.vmto.disk.BlockReader;
import io.vmto.disk.DiskFile;
import io.vmto.disk.FlatVmdk;
import io.vmto.disk.ImageFormat;
import io.vmto.disk.RawReader;
import io.vmto.disk.StreamOptimizedVmdk;
import io.vmto.disk.nbd.NbdAddress;
import io.vmto.disk.nbd.NbdDisk;
import io.vmto.disk.nbd.NbdOptions;
import io.vmto.hypervisor.RangeDisk;
import io.vmto.hypervisor.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Where a disk lies, as it is named on the command line. */
sealed interface Location {
  Pattern SCHEME = Pattern.compile("([a-z][a-z0-9+.-]*)://.*");

  /**
   * How to read a disk.
   *
   * @param onePass once from its start, with every proof of completeness its format has; else
   *     anywhere
   * @param format what to take it for, or null to guess
   * @param connections how many to a server that takes several
   */
  record Access(boolean onePass, @Nullable ImageFormat format, int connections) {
    Access as(@Nullable ImageFormat named) {
      return new Access(onePass, named, connections);
    }
  }

  /** The bytes of the image, of whatever format. */
  BlockReader bytes(Access access) throws IOException;

  /** What tells this source, as it is now, from any other; a copy goes on from no other. */
  String identity() throws IOException;

  /** What it is when nobody says so. */
  default ImageFormat guess(BlockReader bytes) throws IOException {
    return ImageFormat.of(bytes);
  }

  default Opened open(Access access) throws IOException {
    var bytes = bytes(access);
    ImageFormat format;
    try {
      format = access.format() == null ? guess(bytes) : access.format();
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
    return access.onePass() && format == ImageFormat.VMDK_STREAM
        ? new Opened.Forward(format, StreamOptimizedVmdk.open(bytes))
        : new Opened.Anywhere(format, DiskFile.open(bytes, format));
  }

  /** A file or block device, a folder of an artifact, an address of a disk or of an object. */
  static Location parse(String text) throws Refusal {
    var scheme = SCHEME.matcher(text);
    if (!scheme.matches()) {
      return new Local(Path.of(text));
    }
    return switch (scheme.group(1)) {
      case "http", "https" -> new Url(url(text));
      case "nbd", "nbds", "nbd+unix" -> new Nbd(nbd(text));
      case "s3" -> new Stored(Bucket.parse(text));
      default ->
          throw new Refusal(
              Exit.WRONG_REQUEST,
              "Disks at " + scheme.group(1) + ":// are not read",
              "Name a file, a block device, or an address with https, nbd, nbds, nbd+unix or s3.");
    };
  }

  private static URI url(String text) throws Refusal {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new Refusal(Exit.WRONG_REQUEST, "Not an address: " + e.getReason(), "Check it.");
    }
  }

  static NbdAddress nbd(String text) throws Refusal {
    try {
      return NbdAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          Exit.WRONG_REQUEST, String.valueOf(e.getMessage()), "For example nbd://host:10809/disk.");
    }
  }

  /** A file or block device of this machine, or a folder with an artifact. */
  record Local(Path path) implements Location {
    private static final String ARTIFACT = "disk.qcow2";

    @Override
    public Opened open(Access access) throws IOException {
      var image = image();
      var format = access.format() == null ? ImageFormat.of(image) : access.format();
      return switch (format) {
        case VMDK_DESCRIPTOR -> new Opened.Anywhere(format, FlatVmdk.open(image));
        case VHDX, VHD, VDI -> new Opened.Anywhere(format, ForeignDisk.open(image));
        case OVA, UNSUPPORTED ->
            throw new Refusal(
                Exit.FAILED,
                path + " is not read here: " + format.description(),
                "Unpack it, and name the disk in it.");
        default -> Location.super.open(access.as(format));
      };
    }

    @Override
    public BlockReader bytes(Access access) throws IOException {
      var bytes = RawReader.uncached(image());
      if (bytes.capacity() == 0) {
        bytes.close();
        throw new Refusal(Exit.FAILED, path + " is empty: no disk", "Check the path.");
      }
      return bytes;
    }

    /** The file that holds the bytes. */
    Path image() throws IOException {
      var image = Files.isDirectory(path) ? path.resolve(ARTIFACT) : path;
      if (!Files.exists(image)) {
        throw new NoSuchFileException(image.toString());
      }
      return image;
    }

    @Override
    public String identity() throws IOException {
      var real = image().toRealPath();
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

  /** A file of an HTTP server that answers ranges. */
  record Url(URI url) implements Location {
    @Override
    public BlockReader bytes(Access access) {
      return RangeDisk.open(url, new Trust.Ca(), access.connections(), false);
    }

    @Override
    public String identity() {
      return url.getHost() + url.getPath();
    }
  }

  /** A disk of an NBD server. */
  record Nbd(NbdAddress address) implements Location {
    @Override
    public BlockReader bytes(Access access) throws IOException {
      return NbdDisk.open(address, options(NbdOptions.reading(), address, access.connections()));
    }

    /** A server offers the content of a disk, not an image of it. */
    @Override
    public ImageFormat guess(BlockReader bytes) {
      return ImageFormat.RAW;
    }

    @Override
    public String identity() {
      return address.toString();
    }

    static NbdOptions options(NbdOptions options, NbdAddress address, int connections)
        throws IOException {
      var counted = options.withConnections(connections);
      return address.tls() ? counted.withTls(tls()) : counted;
    }
  }

  /** The authorities this machine trusts. */
  private static SSLContext tls() throws IOException {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("This Java has no TLS", e);
    }
  }

  /** An object in a bucket. */
  record Stored(Bucket bucket) implements Location {
    @Override
    public BlockReader bytes(Access access) throws IOException {
      return bucket.object();
    }

    @Override
    public String identity() {
      return bucket.toString();
    }
  }
}
