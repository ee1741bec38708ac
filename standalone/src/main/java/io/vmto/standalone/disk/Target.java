package io.vmto.standalone.disk;

import io.vmto.disk.BlockSink;
import io.vmto.disk.FileImage;
import io.vmto.disk.ImageFormat;
import io.vmto.disk.Qcow2Sink;
import io.vmto.disk.RawSink;
import io.vmto.disk.nbd.NbdAddress;
import io.vmto.disk.nbd.NbdDisk;
import io.vmto.disk.nbd.NbdOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a disk is written. */
sealed interface Target {
  /** The formats it can hold, the usual one first. */
  ImageFormat usual();

  boolean holds(ImageFormat format);

  /** The names around it on this machine. */
  TargetFiles files();

  /** Whether an earlier attempt can have left content there. */
  default boolean started() {
    return true;
  }

  /** Opens it, as the earlier attempt left it where there was one. */
  BlockSink open(ImageFormat format, long capacity, boolean compress, boolean resume)
      throws IOException;

  /** The whole disk is there and proven. */
  default void proven(Path manifest) throws IOException {}

  static Target parse(String text) throws Refusal {
    return switch (Location.parse(text)) {
      case Location.Local(var path) -> {
        if (Files.isDirectory(path)) {
          throw new Refusal(Exit.WRONG_REQUEST, path + " is a folder", "Name a file in it.");
        }
        yield new LocalTarget(path);
      }
      case Location.Nbd(var address) -> new NbdTarget(address);
      case Location.Stored(var bucket) -> new StoredTarget(bucket);
      case Location.Url url ->
          throw new Refusal(
              Exit.WRONG_REQUEST, "Nothing is written over HTTP", "Name a file, nbd:// or s3://.");
    };
  }

  /** A file or block device. */
  record LocalTarget(Path path) implements Target {
    private boolean device() {
      return Files.exists(path) && !Files.isRegularFile(path);
    }

    @Override
    public ImageFormat usual() {
      return path.toString().toLowerCase(java.util.Locale.ROOT).endsWith(".qcow2") && !device()
          ? ImageFormat.QCOW2
          : ImageFormat.RAW;
    }

    @Override
    public boolean holds(ImageFormat format) {
      return !device() || format == ImageFormat.RAW;
    }

    @Override
    public TargetFiles files() {
      return device() ? TargetFiles.inPlace(path) : TargetFiles.of(path);
    }

    @Override
    public boolean started() {
      return Files.exists(files().image());
    }

    @Override
    public BlockSink open(ImageFormat format, long capacity, boolean compress, boolean resume)
        throws IOException {
      var image = files().image();
      return format == ImageFormat.RAW
          ? RawSink.open(image, capacity)
          : Qcow2Sink.resume(FileImage.open(image), image, capacity, compress);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** A disk of an NBD server. */
  record NbdTarget(NbdAddress address) implements Target {
    private static final int CONNECTIONS = 4;

    @Override
    public ImageFormat usual() {
      return ImageFormat.RAW;
    }

    @Override
    public boolean holds(ImageFormat format) {
      return format == ImageFormat.RAW;
    }

    @Override
    public TargetFiles files() {
      return TargetFiles.inPlace(Path.of(TargetFiles.plain(address.toString())));
    }

    @Override
    public BlockSink open(ImageFormat format, long capacity, boolean compress, boolean resume)
        throws IOException {
      return NbdDisk.open(
          address, Location.Nbd.options(NbdOptions.writing(false), address, CONNECTIONS));
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** An object in a bucket. */
  record StoredTarget(Bucket bucket) implements Target {
    @Override
    public ImageFormat usual() {
      return ImageFormat.QCOW2;
    }

    @Override
    public boolean holds(ImageFormat format) {
      return format == ImageFormat.QCOW2;
    }

    @Override
    public TargetFiles files() {
      return TargetFiles.inPlace(Path.of(TargetFiles.plain(bucket.toString())));
    }

    @Override
    public BlockSink open(ImageFormat format, long capacity, boolean compress, boolean resume)
        throws IOException {
      return bucket.upload(files().journal(), capacity, compress, resume);
    }

    @Override
    public void proven(Path manifest) throws IOException {
      bucket.store(manifest);
    }

    @Override
    public String toString() {
      return bucket.toString();
    }
  }
}
