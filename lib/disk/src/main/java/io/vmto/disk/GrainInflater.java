package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates one grain (RFC 1950) at a time into a buffer that is reused and never outgrown. */
final class GrainInflater implements AutoCloseable {
  private final Inflater inflater = new Inflater();
  private final byte[] packed;
  private final byte[] grain;

  /** Where compressed bytes come from. */
  interface Packed {
    void read(byte[] target, int offset, int length, String what) throws IOException;
  }

  GrainInflater(int grainBytes) {
    // Incompressible content grows by some bytes; four times its size is beyond any encoder.
    packed = new byte[grainBytes * 4];
    grain = new byte[grainBytes];
  }

  /**
   * Takes {@code size} bytes from the source and returns the first {@code wanted} bytes of the
   * grain; only the last grain of a disk may be shorter than a whole one.
   */
  ByteBuffer inflate(Packed source, long at, int size, int wanted) throws IOException {
    if (size < 0 || size > packed.length) {
      throw DiskFormatException.corrupt(
          "a compressed grain of " + Integer.toUnsignedString(size) + " bytes", at);
    }
    source.read(packed, 0, size, "a grain");
    inflater.reset();
    inflater.setInput(packed, 0, size);
    int length = inflate(at);
    if (!inflater.finished() || inflater.getRemaining() != 0) {
      throw DiskFormatException.corrupt("a grain that inflates to another length", at);
    }
    if (length < wanted) {
      throw DiskFormatException.corrupt("a grain that inflates to " + length + " bytes only", at);
    }
    return ByteBuffer.wrap(grain, 0, wanted).slice();
  }

  private int inflate(long at) throws IOException {
    try {
      int length = 0;
      while (length < grain.length && !inflater.finished()) {
        int count = inflater.inflate(grain, length, grain.length - length);
        if (count == 0 && !inflater.finished()) {
          return length;
        }
        length += count;
      }
      // A full buffer may still lack the checksum; anything more than that is a grain too long.
      if (!inflater.finished() && inflater.inflate(new byte[1]) != 0) {
        throw DiskFormatException.corrupt("a grain that inflates to more than a grain", at);
      }
      return length;
    } catch (DataFormatException e) {
      throw DiskFormatException.corrupt("a damaged grain (" + e.getMessage() + ")", at);
    }
  }

  @Override
  public void close() {
    inflater.close();
  }
}
