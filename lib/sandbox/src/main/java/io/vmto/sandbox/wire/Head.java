package io.vmto.sandbox.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Request line and headers (RFC 9112), read with limits. */
record Head(String method, String target, boolean http11, List<Header> headers) {
  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_HEADERS = 100;

  record Header(String name, String value) {}

  /** The next request's head, or null when the client closed between requests. */
  static @Nullable Head read(InputStream in) throws IOException {
    String line = line(in, true);
    while (line != null && line.isEmpty()) {
      line = line(in, true);
    }
    if (line == null) {
      return null;
    }
    String[] parts = line.split(" ", -1);
    if (parts.length != 3 || !parts[2].startsWith("HTTP/1.") || !token(parts[0])) {
      throw new WireException(400, "not an HTTP/1.1 request line");
    }
    if (!parts[1].startsWith("/")) {
      throw new WireException(400, "only origin-form request targets are served");
    }
    return new Head(parts[0], parts[1], !parts[2].equals("HTTP/1.0"), headers(in));
  }

  private static List<Header> headers(InputStream in) throws IOException {
    var headers = new ArrayList<Header>();
    while (true) {
      String line = line(in, false);
      if (line == null || line.isEmpty()) {
        return List.copyOf(headers);
      }
      int colon = line.indexOf(':');
      if (colon < 1 || !token(line.substring(0, colon)) || headers.size() == MAX_HEADERS) {
        throw new WireException(400, "bad header section");
      }
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
  }

  private static boolean token(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> c > 0x20 && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
  }

  /** A line without its CRLF (a bare LF is accepted), null at the end of the stream if allowed. */
  static @Nullable String line(InputStream in, boolean mayEnd) throws IOException {
    var text = new byte[256];
    int length = 0;
    while (true) {
      int b = in.read();
      if (b < 0) {
        if (mayEnd && length == 0) {
          return null;
        }
        throw new EOFException("connection ended inside a head");
      }
      if (b == '\n') {
        int end = length > 0 && text[length - 1] == '\r' ? length - 1 : length;
        return new String(text, 0, end, StandardCharsets.ISO_8859_1);
      }
      if (length == MAX_LINE) {
        throw new WireException(431, "line too long");
      }
      if (length == text.length) {
        text = java.util.Arrays.copyOf(text, length * 2);
      }
      text[length++] = (byte) b;
    }
  }

  @Nullable String header(String name) {
    for (var header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return header.value();
      }
    }
    return null;
  }
}
