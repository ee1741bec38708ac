package io.vmto.hypervisor;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One connection of {@link Https}: lines and bytes, with a limit on silence and on total time. */
final class Wire implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;
  private static final int LONGEST_LINE = 16 * 1024;

  private final Socket socket;
  private final InputStream in;
  private long stallMillis = 1000;
  private long deadline = Long.MAX_VALUE;
  private long start = System.nanoTime();
  private boolean answered;
  private int socketMillis;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
  }

  /** The server closed a connection without a byte of answer: it may not have seen the request. */
  static final class NoAnswer extends IOException {
    NoAnswer(Throwable cause) {
      super("the server closed the connection without an answer", cause);
    }
  }

  void patience(Duration stall, @Nullable Duration whole) {
    stallMillis = Math.max(1, stall.toMillis());
    start = System.nanoTime();
    deadline = whole == null ? Long.MAX_VALUE : whole.toNanos();
    answered = false;
  }

  void send(byte[] head, byte[] body) throws IOException {
    var both = new byte[head.length + body.length];
    System.arraycopy(head, 0, both, 0, head.length);
    System.arraycopy(body, 0, both, head.length, body.length);
    try {
      socket.getOutputStream().write(both);
      socket.getOutputStream().flush();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw new NoAnswer(e);
    }
  }

  /** One byte, or -1 at the end of the connection. */
  int read() throws IOException {
    limit();
    try {
      var b = in.read();
      if (b < 0 && !answered) {
        throw new EOFException();
      }
      answered |= b >= 0;
      return b;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw answered ? e : new NoAnswer(e);
    }
  }

  int read(byte[] target, int offset, int length) throws IOException {
    limit();
    return in.read(target, offset, length);
  }

  private void limit() throws IOException {
    var left = (deadline - (System.nanoTime() - start)) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("the exchange took too long");
    }
    var now = (int) Math.min(stallMillis, left);
    if (now != socketMillis) {
      socket.setSoTimeout(now);
      socketMillis = now;
    }
  }

  /** A header or chunk line without its end. */
  String line() throws IOException {
    var line = new ByteArrayOutputStream(80);
    for (int b = read(); b != '\n'; b = read()) {
      if (b < 0) {
        throw new EOFException("the connection ended inside a line");
      }
      if (line.size() >= LONGEST_LINE) {
        throw new IOException("a line of the response is too long");
      }
      line.write(b);
    }
    var text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  void rest() {
    start = System.nanoTime();
  }

  long idleSince() {
    return start;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // it is gone either way
    }
  }
}
