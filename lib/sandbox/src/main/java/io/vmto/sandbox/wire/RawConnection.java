package io.vmto.sandbox.wire;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A connection after an upgrade: bytes in, bytes out, no read timeout. It also ends when the
 * handler returns, or with the server.
 */
public final class RawConnection implements Closeable {
  private final InputStream in;
  private final OutputStream out;
  private final Connection connection;

  RawConnection(InputStream in, OutputStream out, Connection connection) {
    this.in = in;
    this.out = out;
    this.connection = connection;
  }

  public InputStream in() {
    return in;
  }

  /** Buffered: flush after each message. */
  public OutputStream out() {
    return out;
  }

  /** Ends the connection at once, also from another thread. */
  @Override
  public void close() {
    connection.cut();
  }
}
