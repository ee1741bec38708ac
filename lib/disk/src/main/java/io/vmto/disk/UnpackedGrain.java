package io.vmto.disk;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** Room to read and inflate one grain in, used again and again; for one thread at a time. */
final class UnpackedGrain implements AutoCloseable {
  /** Incompressible content grows by some bytes; this is beyond any encoder. */
  private static final int MOST_GROWTH = 4;

  private final Inflation inflation = Inflation.of(Inflation.Wrapping.ZLIB);
  private final ByteBuffer packed;
  private final ByteBuffer content;

  UnpackedGrain(int grainBytes) {
    packed = ByteBuffer.allocateDirect(grainBytes * MOST_GROWTH);
    content = ByteBuffer.allocateDirect(grainBytes);
  }

  /** Where {@code size} compressed bytes go that stand at {@code at} in their file. */
  ByteBuffer packed(int size, long at) throws DiskFormatException {
    if (size <= 0 || size > packed.capacity()) {
      throw DiskFormatException.corrupt(
          "a compressed grain of " + Integer.toUnsignedString(size) + " bytes", at);
    }
    return packed.clear().limit(size);
  }

  /** Inflates what was put there, at least {@code wanted} bytes; valid until the next one. */
  ByteBuffer inflate(int wanted, long at) throws DiskFormatException {
    try {
      int length = inflation.inflate(packed.flip(), content);
      if (length < wanted) {
        throw DiskFormatException.corrupt("a grain that inflates to " + length + " bytes only", at);
      }
      return content;
    } catch (DataFormatException e) {
      throw DiskFormatException.corrupt("a damaged grain: " + e.getMessage(), at);
    }
  }

  @Override
  public void close() {
    inflation.close();
  }
}
