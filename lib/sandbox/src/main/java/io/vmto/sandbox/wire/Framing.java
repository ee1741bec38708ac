package io.vmto.sandbox.wire;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The three ways a response body is framed; closing ends the body, not the connection. */
final class Framing {
  private Framing() {}

  static OutputStream plain(OutputStream out) {
    return new Body(out);
  }

  static OutputStream fixed(OutputStream out, long length, Connection connection) {
    return new Fixed(out, length, connection);
  }

  static OutputStream chunked(OutputStream out) {
    return new Chunked(out);
  }

  private static class Body extends FilterOutputStream {
    boolean closed;

    Body(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      closed = true;
      out.flush();
    }
  }

  private static final class Fixed extends Body {
    private final Connection connection;
    private long left;

    Fixed(OutputStream out, long length, Connection connection) {
      super(out);
      this.left = length;
      this.connection = connection;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (length > left) {
        throw new IllegalStateException("body longer than its Content-Length");
      }
      out.write(bytes, from, length);
      left -= length;
    }

    @Override
    public void close() throws IOException {
      super.close();
      if (left > 0) {
        connection.cut();
      }
    }
  }

  private static final class Chunked extends Body {
    private static final int SIZE = 32 * 1024;
    private final byte[] buffer = new byte[SIZE];
    private int filled;

    Chunked(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      int done = 0;
      while (done < length) {
        int n = Math.min(length - done, SIZE - filled);
        System.arraycopy(bytes, from + done, buffer, filled, n);
        filled += n;
        done += n;
        if (filled == SIZE) {
          emit();
        }
      }
    }

    private void emit() throws IOException {
      if (filled > 0) {
        ascii(Integer.toHexString(filled) + "\r\n");
        out.write(buffer, 0, filled);
        ascii("\r\n");
        filled = 0;
      }
    }

    @Override
    public void flush() throws IOException {
      emit();
      out.flush();
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        emit();
        ascii("0\r\n\r\n");
        super.close();
      }
    }

    private void ascii(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
