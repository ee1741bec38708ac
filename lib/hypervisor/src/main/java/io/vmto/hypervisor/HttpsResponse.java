package io.vmto.hypervisor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The answer to one request; the connection is free again once the body was read to its end. */
public final class HttpsResponse implements AutoCloseable {
  private static final int MOST_HEADERS = 200;

  private final int status;
  private final Map<String, List<String>> headers;
  private final HttpsBody body;

  private HttpsResponse(int status, Map<String, List<String>> headers, HttpsBody body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  static HttpsResponse read(Wire wire, boolean headOnly, Consumer<Wire> whenDone)
      throws IOException {
    String line;
    int status;
    Map<String, List<String>> headers;
    do {
      line = wire.line();
      status = status(line);
      headers = headers(wire);
    } while (status < 200);
    var reusable = line.startsWith("HTTP/1.1") && !asksToClose(headers);
    var empty = headOnly || status == 204 || status == 304;
    var body = new HttpsBody(wire, empty ? 0 : length(headers), reusable ? whenDone : Wire::close);
    return new HttpsResponse(status, headers, body);
  }

  private static boolean asksToClose(Map<String, List<String>> headers) {
    return Arrays.stream(String.join(",", all(headers, "Connection")).split(",", -1))
        .anyMatch(option -> option.strip().equalsIgnoreCase("close"));
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
      throw new IOException("not an HTTP/1.1 response");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static Map<String, List<String>> headers(Wire wire) throws IOException {
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    int count = 0;
    for (var line = wire.line(); !line.isEmpty(); line = wire.line()) {
      var colon = line.indexOf(':');
      if (colon < 1 || ++count > MOST_HEADERS) {
        throw new IOException("malformed or too many response headers");
      }
      var values = headers.computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>());
      values.add(line.substring(colon + 1).strip());
    }
    return headers;
  }

  /** Bytes of the body, {@link HttpsBody#CHUNKED} or {@link HttpsBody#UNTIL_CLOSE}. */
  private static long length(Map<String, List<String>> headers) throws IOException {
    var coding = all(headers, "Transfer-Encoding");
    var lengths = all(headers, "Content-Length").stream().distinct().toList();
    if (!coding.isEmpty()) {
      if (!lengths.isEmpty() || !coding.equals(List.of("chunked"))) {
        throw new IOException("unknown framing of the response");
      }
      return HttpsBody.CHUNKED;
    }
    if (lengths.isEmpty()) {
      return HttpsBody.UNTIL_CLOSE;
    }
    if (lengths.size() > 1 || !lengths.getFirst().matches("\\d{1,18}")) {
      throw new IOException("malformed Content-Length");
    }
    return Long.parseLong(lengths.getFirst());
  }

  private static List<String> all(Map<String, List<String>> headers, String name) {
    return headers.getOrDefault(name, List.of());
  }

  public int status() {
    return status;
  }

  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  public List<String> headers(String name) {
    return List.copyOf(all(headers, name));
  }

  /**
   * The content, without its framing. An end before the announced one is an {@link EOFException}, a
   * silence a {@link java.net.SocketTimeoutException}. Closing it early drops the connection.
   */
  public InputStream body() {
    return body;
  }

  /** Reads the whole body; more than {@code limit} bytes are refused. */
  public byte[] bytes(int limit) throws IOException {
    var bytes = body.readNBytes(limit);
    if (body.read() >= 0) {
      throw new TooLarge(limit);
    }
    return bytes;
  }

  /**
   * Reads a body of exactly the buffer's remaining size into it. A longer one is {@link TooLarge},
   * a shorter one an {@link EOFException}; the position tells how much had come.
   */
  public void fill(ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (body.read(target) < 0) {
        throw new EOFException("the response is shorter than what was asked for");
      }
    }
    if (body.read() >= 0) {
      throw new TooLarge(target.limit());
    }
  }

  /** A body larger than the caller is willing to hold. */
  public static final class TooLarge extends IOException {
    TooLarge(int limit) {
      super("the response is larger than " + limit + " bytes");
    }
  }

  @Override
  public void close() {
    body.close();
  }
}
