package io.vmto.hypervisor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a disk image to be uploaded, wherever they lie. */
public interface ImageBytes {
  long size() throws IOException;

  /** A stream of all bytes, which the caller closes; each call starts a new one. */
  InputStream open() throws IOException;

  static ImageBytes of(Path file) {
    return new File(file);
  }

  /** An image in a file. */
  record File(Path path) implements ImageBytes {
    @Override
    public long size() throws IOException {
      return Files.size(path);
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(path);
    }
  }
}
