package io.vmto.sandbox.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A request body off the wire, of fixed length or chunked; asks for it only when it is read. */
final class BodyInput extends InputStream {
  private final InputStream in;
  private final OutputStream out;
  private final boolean chunked;
  private boolean expectsContinue;
  private boolean first = true;
  private boolean ended;
  private long left;

  private BodyInput(
      InputStream in, OutputStream out, boolean chunked, long length, boolean expectsContinue) {
    this.in = in;
    this.out = out;
    this.chunked = chunked;
    this.left = length;
    this.ended = !chunked && length == 0;
    this.expectsContinue = expectsContinue && !ended;
  }

  static BodyInput of(Head head, InputStream in, OutputStream out) {
    String coding = head.header("Transfer-Encoding");
    String length = head.header("Content-Length");
    boolean expects = "100-continue".equalsIgnoreCase(head.header("Expect"));
    if (coding != null) {
      if (!coding.equalsIgnoreCase("chunked") || length != null) {
        throw new WireException(400, "bad body framing");
      }
      return new BodyInput(in, out, true, 0, expects);
    }
    if (length == null) {
      return new BodyInput(in, out, false, 0, false);
    }
    if (!length.matches("\\d{1,18}")) {
      throw new WireException(400, "bad Content-Length");
    }
    return new BodyInput(in, out, false, Long.parseLong(length), expects);
  }

  /** Whether the client waits for a word before it sends the body, and did not get it. */
  boolean unasked() {
    return expectsContinue;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    askFor();
    if (!ended && left == 0) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int n = in.read(target, from, (int) Math.min(length, left));
    if (n < 0) {
      throw new EOFException("connection ended inside a body");
    }
    left -= n;
    ended = !chunked && left == 0;
    return n;
  }

  private void askFor() throws IOException {
    if (expectsContinue) {
      expectsContinue = false;
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }

  private void nextChunk() throws IOException {
    if (!first) {
      Head.line(in, false);
    }
    first = false;
    String line = String.valueOf(Head.line(in, false));
    String size = line.contains(";") ? line.substring(0, line.indexOf(';')).strip() : line.strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw new WireException(400, "bad chunk size");
    }
    left = Long.parseLong(size, 16);
    if (left == 0) {
      skipTrailers();
      ended = true;
    }
  }

  private void skipTrailers() throws IOException {
    for (String line = Head.line(in, false); line != null && !line.isEmpty(); ) {
      line = Head.line(in, false);
    }
  }
}
