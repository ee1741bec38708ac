package io.vmto.disk.foreign;

import io.vmto.disk.DiskFormatException;
import io.vmto.disk.ImageFormat;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/**
 * Foreign images through {@code qemu-img convert}, in a {@link Jail}: the image is handed over as
 * an open file and never by name, its format is ours to say, and what comes out is checked.
 */
public final class QemuImg implements ForeignImages {
  private static final String OUTPUT = "disk.raw";
  private static final String INPUT = "image";
  private static final long SLACK = 1 << 20;
  private static final long COPIED_AT_ONCE = 64 << 20;

  private final Conversion.Limits limits;
  private final String program;

  /** With the installed qemu-img, which is looked for at each conversion. */
  public QemuImg() {
    this("", Conversion.Limits.USUAL);
  }

  QemuImg(String program, Conversion.Limits limits) {
    this.program = program;
    this.limits = limits;
  }

  @Override
  public Info inspect(Path image) throws IOException {
    ImageFormat format = ImageFormat.of(image);
    try (ImageBytes bytes = ImageBytes.open(image)) {
      long capacity =
          switch (format) {
            case VHDX -> Vhdx.capacity(bytes);
            case VHD -> Vhd.capacity(bytes);
            case VDI -> Vdi.capacity(bytes);
            case RAW, QCOW2, VMDK_STREAM, VMDK_SPARSE, VMDK_DESCRIPTOR, OVA, UNSUPPORTED ->
                throw DiskFormatException.corrupt(
                    "not an image to convert: " + format.description(), 0);
          };
      return new Info(format, capacity);
    }
  }

  @Override
  public boolean toRaw(Path image, Path to, DoubleConsumer progress, BooleanSupplier stop)
      throws IOException {
    Path target = to.toAbsolutePath();
    Info info = inspect(image);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    String qemuImg = program.isEmpty() ? Jail.tool("qemu-img", "qemu-utils") : program;
    Jail jail = Jail.beside(target);
    try {
      Path input = image;
      if (!jail.mayRead(image)) {
        input = jail.folder().resolve(INPUT);
        if (!copy(image, input, stop)) {
          return false;
        }
        jail.give(input);
      }
      Conversion conversion =
          new Conversion(jail.folder(), jail.folder().resolve(OUTPUT), progress);
      if (!conversion.run(command(jail, qemuImg, info), input, limits, stop)) {
        return false;
      }
      deliver(jail.take(OUTPUT), info, target);
      return true;
    } finally {
      jail.delete();
    }
  }

  private List<String> command(Jail jail, String qemuImg, Info info) throws IOException {
    long cpu = limits.total().toSeconds() * 2 + 2;
    List<String> command =
        new ArrayList<>(jail.prefix(limits.memory(), cpu, info.capacity() + SLACK));
    // Both layers are named, so that nothing is guessed from the content or the name.
    String source = driver(info.format()) + ",file.driver=file,file.filename=/proc/self/fd/0";
    command.addAll(
        List.of(qemuImg, "convert", "-p", "--image-opts", "-O", "raw", source, "file:" + OUTPUT));
    return command;
  }

  private static String driver(ImageFormat format) {
    return switch (format) {
      case VHDX -> "driver=vhdx";
      // Left alone, it takes the size of some creators' disks from their cylinders and heads.
      case VHD -> "driver=vpc,force_size_calc=current_size";
      case VDI -> "driver=vdi";
      case RAW, QCOW2, VMDK_STREAM, VMDK_SPARSE, VMDK_DESCRIPTOR, OVA, UNSUPPORTED ->
          throw new IllegalArgumentException("Not a foreign image: " + format);
    };
  }

  /** For an image that only we may read; where the file system can, this shares its blocks. */
  private static boolean copy(Path image, Path target, BooleanSupplier stop) throws IOException {
    try (FileChannel from = FileChannel.open(image, StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long size = from.size();
      for (long at = 0; at < size; ) {
        long copied = from.transferTo(at, Math.min(COPIED_AT_ONCE, size - at), to);
        if (copied <= 0 || stop.getAsBoolean()) {
          return copied <= 0 && fail("the image changed while it was read");
        }
        at += copied;
      }
      return true;
    }
  }

  private static boolean fail(String message) throws ConversionException {
    throw new ConversionException(ConversionException.Reason.FAILED, message);
  }

  private static void deliver(Path made, Info info, Path target) throws IOException {
    long size = Files.size(made);
    if (size != info.capacity()) {
      fail("qemu-img made a disk of " + size + " bytes instead of " + info.capacity());
    }
    try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder =
        FileChannel.open(target.resolveSibling(""), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
