package io.vmto.disk;

import java.io.IOException;
import java.nio.file.Path;

/** A local disk image of any format that we read ourselves. */
public final class DiskFile {
  private DiskFile() {}

  /** Opens an image for reading at random; one of a foreign format is a DiskFormatException. */
  public static BlockReader open(Path image) throws IOException {
    return open(image, ImageFormat.of(image));
  }

  /** Opens an image whose format is known from elsewhere, as a raw disk's should be. */
  public static BlockReader open(Path image, ImageFormat format) throws IOException {
    return format == ImageFormat.VMDK_DESCRIPTOR
        ? FlatVmdk.open(image)
        : open(RawReader.uncached(image), format);
  }

  /** Opens an image whose bytes lie anywhere; they are closed with it, or here when this fails. */
  public static BlockReader open(BlockReader image, ImageFormat format) throws IOException {
    return switch (format) {
      case RAW -> image;
      case QCOW2 -> Qcow2Reader.open(image);
      case VMDK_STREAM, VMDK_SPARSE -> SparseVmdk.open(image);
      default -> {
        image.close();
        throw DiskFormatException.corrupt("not read here: " + format.description(), 0);
      }
    };
  }

  /**
   * Opens an image for one pass from its beginning, with every proof of completeness that its
   * format has.
   */
  public static BlockStream stream(Path image) throws IOException {
    return stream(image, ImageFormat.of(image));
  }

  /** The same for an image whose format is known from elsewhere. */
  public static BlockStream stream(Path image, ImageFormat format) throws IOException {
    return format == ImageFormat.VMDK_DESCRIPTOR
        ? new BlockReaderStream(FlatVmdk.open(image))
        : stream(RawReader.uncached(image), format);
  }

  /** The same for an image whose bytes lie anywhere. */
  public static BlockStream stream(BlockReader image, ImageFormat format) throws IOException {
    return format == ImageFormat.VMDK_STREAM
        ? StreamOptimizedVmdk.open(image)
        : new BlockReaderStream(open(image, format));
  }
}
