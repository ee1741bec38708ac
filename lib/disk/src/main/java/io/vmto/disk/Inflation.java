package io.vmto.disk;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** Inflates whole compressed runs, one at a time; for one thread at a time. */
interface Inflation extends AutoCloseable {
  /** How the compressed bytes are wrapped. */
  enum Wrapping {
    /** RFC 1950, as VMDK has it. */
    ZLIB,
    /** RFC 1951, as qcow2 has it. */
    NONE
  }

  /**
   * Inflates {@code packed} into the start of {@code target} and returns the length. With ZLIB
   * every packed byte must be used; with NONE anything may follow. Content that is damaged, or
   * longer than the target, is a DataFormatException. The buffers' positions are left alone; both
   * must be direct.
   */
  int inflate(ByteBuffer packed, ByteBuffer target) throws DataFormatException;

  @Override
  void close();

  /** The fastest that is there. */
  static Inflation of(Wrapping wrapping) {
    return Natives.accelerated() ? new Libdeflate(wrapping) : new JdkInflation(wrapping);
  }
}
