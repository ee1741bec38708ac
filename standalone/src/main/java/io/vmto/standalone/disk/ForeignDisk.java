package io.vmto.standalone.disk;

import io.vmto.disk.BlockReader;
import io.vmto.disk.RawReader;
import io.vmto.disk.foreign.QemuImg;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of a format that is read by qemu-img: as a raw file that goes with its closing. */
final class ForeignDisk implements BlockReader {
  private final Path folder;
  private final BlockReader raw;

  private ForeignDisk(Path folder, BlockReader raw) {
    this.folder = folder;
    this.raw = raw;
  }

  /** Converts the image into the temporary folder; blocks until that is done. */
  static ForeignDisk open(Path image) throws IOException {
    var folder = Files.createTempDirectory("vmto-disk");
    var raw = folder.resolve("disk.raw");
    try {
      new QemuImg().toRaw(image, raw, done -> {}, () -> false);
      return new ForeignDisk(folder, RawReader.uncached(raw));
    } catch (IOException | RuntimeException e) {
      remove(folder);
      throw e;
    }
  }

  private static void remove(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve("disk.raw"));
    Files.deleteIfExists(folder);
  }

  @Override
  public long capacity() {
    return raw.capacity();
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    raw.read(offset, target);
  }

  @Override
  public boolean knownZero(long offset, long length) throws IOException {
    return raw.knownZero(offset, length);
  }

  @Override
  public void close() throws IOException {
    raw.close();
    remove(folder);
  }
}
