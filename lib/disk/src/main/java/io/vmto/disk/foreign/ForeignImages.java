package io.vmto.disk.foreign;

import io.vmto.disk.ImageFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/** Disk images that we do not read ourselves (VHDX, VHD, VDI) and that become raw first. */
public interface ForeignImages {
  /** What an image says of itself, checked: capacity in bytes. */
  record Info(ImageFormat format, long capacity) {}

  /**
   * Looks at the headers without any other program. An image that is none of ours, is damaged, or
   * needs another file is a {@link io.vmto.disk.DiskFormatException}.
   */
  Info inspect(Path image) throws IOException;

  /**
   * Inspects the image and writes its content as a raw disk to {@code target}, which must not exist
   * and appears only when it is whole and durable. Blocks; {@code progress} is told fractions
   * between 0 and 1, {@code stop} is asked several times a second.
   *
   * @return false when {@code stop} ended it; then, as after any failure, nothing is left behind
   * @throws ConversionException when the program that does the work cannot be had or fails
   */
  boolean toRaw(Path image, Path target, DoubleConsumer progress, BooleanSupplier stop)
      throws IOException;
}
