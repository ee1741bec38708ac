package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.Fault;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Content on its way out that a fault spoils: silently shortened, or with one wrong bit. */
final class SpoiledOutput extends FilterOutputStream {
  private final Fault fault;
  private final Runnable expire;
  private long sent;

  /**
   * @param fault TRUNCATE, FLIP or EXPIRE at {@code after} bytes; others do nothing here
   * @param expire called once when an EXPIRE is reached
   */
  SpoiledOutput(OutputStream out, Fault fault, Runnable expire) {
    super(out);
    this.fault = fault;
    this.expire = expire;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    long at = fault.after() - sent;
    boolean here = at >= 0 && at < length;
    switch (fault.action()) {
      case TRUNCATE -> out.write(bytes, from, Math.clamp(at, 0, length));
      case FLIP -> {
        var copy = java.util.Arrays.copyOfRange(bytes, from, from + length);
        if (here) {
          copy[(int) at] ^= 1;
        }
        out.write(copy);
      }
      case EXPIRE -> {
        if (here) {
          expire.run();
        }
        out.write(bytes, from, length);
      }
      default -> out.write(bytes, from, length);
    }
    sent += length;
  }
}
