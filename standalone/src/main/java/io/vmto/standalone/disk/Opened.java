package io.vmto.standalone.disk;

import io.vmto.disk.BlockReader;
import io.vmto.disk.BlockReaderStream;
import io.vmto.disk.BlockStream;
import io.vmto.disk.CopyPass;
import io.vmto.disk.Manifest;
import io.vmto.disk.Rehash;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.LongConsumer;

/** A disk that was opened for reading. */
sealed interface Opened extends Closeable {
  /** What it is, as {@code -f} names it. */
  Format format();

  long capacity();

  /** The disk as a source of a pass; closing this or the stream closes the disk. */
  BlockStream stream();

  /**
   * Reads everything there is of [0, capacity); told the bytes done so far. Content past that is a
   * DiskFormatException. Blocks.
   */
  Manifest manifest(long capacity, LongConsumer progress) throws IOException;

  /** A disk that is read anywhere. */
  record Anywhere(Format format, BlockReader reader) implements Opened {
    @Override
    public long capacity() {
      return reader.capacity();
    }

    @Override
    public BlockStream stream() {
      return new BlockReaderStream(reader);
    }

    @Override
    public Manifest manifest(long capacity, LongConsumer progress) throws IOException {
      return Rehash.of(reader, capacity, progress);
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }

  /** A disk that is read once, from its start. */
  record Forward(Format format, BlockStream stream) implements Opened {
    @Override
    public long capacity() {
      return stream.capacity();
    }

    @Override
    public Manifest manifest(long capacity, LongConsumer progress) throws IOException {
      return through(new Nowhere(capacity), progress);
    }

    /** Reads it into a sink that keeps no content. */
    Manifest through(Nowhere sink, LongConsumer progress) throws IOException {
      var journal = Files.createTempFile("vmto-hash", ".leaves");
      try {
        var outcome =
            CopyPass.of(stream, sink, journal, 0)
                .observedBy(counters -> progress.accept(counters.reachedBytes()))
                .run();
        return switch (outcome) {
          case CopyPass.Completed done -> done.manifest();
          case CopyPass.Stopped stopped -> throw new IllegalStateException("nobody stopped it");
        };
      } finally {
        Files.deleteIfExists(journal);
      }
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
