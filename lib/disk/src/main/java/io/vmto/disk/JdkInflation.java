package io.vmto.disk;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates with the zlib that comes with the JDK. */
final class JdkInflation implements Inflation {
  private final Wrapping wrapping;
  private final Inflater inflater;
  private final ByteBuffer beyond = ByteBuffer.allocate(1);

  JdkInflation(Wrapping wrapping) {
    this.wrapping = wrapping;
    this.inflater = new Inflater(wrapping == Wrapping.NONE);
  }

  @Override
  public int inflate(ByteBuffer packed, ByteBuffer target) throws DataFormatException {
    inflater.reset();
    inflater.setInput(packed.duplicate());
    ByteBuffer into = target.duplicate();
    while (!inflater.finished() && into.hasRemaining()) {
      if (inflater.inflate(into) == 0 && !inflater.finished()) {
        throw new DataFormatException("it ends early");
      }
    }
    // A full target may still lack the end mark and checksum; anything more is content too long.
    if (!inflater.finished() && (inflater.inflate(beyond.clear()) != 0 || !inflater.finished())) {
      throw new DataFormatException("it is longer than " + target.remaining() + " bytes");
    }
    if (wrapping == Wrapping.ZLIB && inflater.getRemaining() != 0) {
      throw new DataFormatException("bytes follow its end");
    }
    return into.position() - target.position();
  }

  @Override
  public void close() {
    inflater.close();
  }
}
