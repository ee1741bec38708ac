package io.vmto.disk;

import java.io.IOException;
import java.nio.file.Files;
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
    return switch (format) {
      case RAW -> RawReader.open(image);
      case QCOW2 -> Qcow2Reader.open(image);
      case VMDK_STREAM, VMDK_SPARSE -> SparseVmdk.open(image);
      case VMDK_DESCRIPTOR -> FlatVmdk.open(image);
      case VHDX, VHD, VDI ->
          throw DiskFormatException.corrupt(
              format.description() + " has to be converted to raw first", 0);
      case OVA -> throw DiskFormatException.corrupt("an OVA holds disks and is none", 0);
      case UNSUPPORTED -> throw DiskFormatException.corrupt(format.description(), 0);
    };
  }

  /**
   * Opens an image for one pass from its beginning, with every proof of completeness that its
   * format has.
   */
  public static BlockStream stream(Path image) throws IOException {
    ImageFormat format = ImageFormat.of(image);
    return format == ImageFormat.VMDK_STREAM
        ? StreamOptimizedVmdk.open(Files.newInputStream(image))
        : new BlockReaderStream(open(image, format));
  }
}
