package io.vmto.sandbox.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request. Status and headers first, then exactly one of {@link #send}, {@link
 * #fixed}, {@link #chunked}, {@link #untilClose} or {@link #upgrade}; without any of them an empty
 * body is sent. HEAD keeps the head and drops the body.
 */
public final class Response {
  private final Connection connection;
  private final InputStream in;
  private final OutputStream out;
  private final List<Head.Header> headers = new ArrayList<>();
  private @Nullable Request request;
  private Shaping shaping = Shaping.NONE;
  private int status = 200;
  private @Nullable String reason;
  private boolean begun;
  private boolean close;
  private @Nullable OutputStream body;

  Response(Connection connection, InputStream in, OutputStream out) {
    this.connection = connection;
    this.in = in;
    this.out = out;
  }

  void answers(Request request) {
    this.request = request;
    close = !request.keepAlive();
  }

  public Response status(int status) {
    return status(status, null);
  }

  /** Sets status and reason phrase; null stands for the usual phrase. */
  public Response status(int status, @Nullable String reason) {
    this.status = status;
    this.reason = reason;
    return this;
  }

  /** Adds a header; {@code Connection: close} also ends the connection after this response. */
  public Response header(String name, String value) {
    if ((name + value).chars().anyMatch(c -> c == '\r' || c == '\n')) {
      throw new IllegalArgumentException("line break in header " + name);
    }
    headers.add(new Head.Header(name, value));
    close |= name.equalsIgnoreCase("Connection") && value.equalsIgnoreCase("close");
    return this;
  }

  /** Breaks the body on its way out; to be set before it is begun. */
  public Response shape(Shaping shaping) {
    this.shaping = shaping;
    return this;
  }

  /** Sends a body whole. */
  public void send(String type, byte[] bytes) throws IOException {
    header("Content-Type", type);
    try (var sink = fixed(bytes.length)) {
      sink.write(bytes);
    }
  }

  public void send(String type, String text) throws IOException {
    send(type, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Begins a body of known length; closing it early cuts the connection. */
  public OutputStream fixed(long length) throws IOException {
    if (status >= 200 && status != 204) {
      header("Content-Length", Long.toString(length));
    }
    return begin(Framing.fixed(out, length, connection));
  }

  /** Begins a chunked body of unknown length. */
  public OutputStream chunked() throws IOException {
    if (request != null && !request.http11()) {
      return untilClose();
    }
    header("Transfer-Encoding", "chunked");
    return begin(Framing.chunked(out));
  }

  /** Begins a body that ends with the connection. */
  public OutputStream untilClose() throws IOException {
    header("Connection", "close");
    return begin(Framing.plain(out));
  }

  /** Sends the head (101 as a rule) and hands over the connection's bytes in both directions. */
  public RawConnection upgrade() throws IOException {
    close = true;
    begin(Framing.plain(out));
    out.flush();
    connection.soTimeout(0);
    return new RawConnection(in, out, connection);
  }

  /** Ends the connection here, without close_notify, whatever was sent so far. */
  public CutException cut() throws IOException {
    out.flush();
    connection.cut();
    return new CutException("cut by the handler");
  }

  /** Sends nothing more but keeps the connection open; ends only with the server. */
  public void stall() throws IOException {
    out.flush();
    connection.stall();
  }

  public boolean begun() {
    return begun;
  }

  private OutputStream begin(OutputStream framed) throws IOException {
    if (begun) {
      throw new IllegalStateException("the response has begun");
    }
    LockSupport.parkNanos(shaping.delay().toNanos());
    begun = true;
    out.write(head().getBytes(StandardCharsets.ISO_8859_1));
    boolean bodiless = request != null && request.method().equals("HEAD");
    body = bodiless ? OutputStream.nullOutputStream() : shaped(framed);
    return body;
  }

  private OutputStream shaped(OutputStream framed) {
    boolean plain = shaping.cutAfter() < 0 && shaping.stallAfter() < 0;
    return plain && shaping.bytesPerSecond() <= 0
        ? framed
        : new ShapedOutput(framed, shaping, connection);
  }

  private String head() {
    var text = new StringBuilder("HTTP/1.1 ").append(status).append(' ');
    text.append(reason == null ? Reasons.of(status) : reason).append("\r\n");
    for (var header : headers) {
      text.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    if (close && headers.stream().noneMatch(h -> h.name().equalsIgnoreCase("Connection"))) {
      text.append("Connection: close\r\n");
    }
    return text.append("\r\n").toString();
  }

  /** Completes the response; says whether the connection can take another request. */
  boolean finish() throws IOException {
    if (!begun) {
      fixed(0);
    }
    if (body != null) {
      body.close();
    }
    out.flush();
    return !close;
  }
}
