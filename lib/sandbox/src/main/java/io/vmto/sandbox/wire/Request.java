package io.vmto.sandbox.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request as it came in; the body is read from the wire when it is asked for. */
public final class Request {
  private static final int MAX_DRAIN = 256 * 1024;

  private final Head head;
  private final BodyInput body;

  Request(Head head, BodyInput body) {
    this.head = head;
    this.body = body;
  }

  public String method() {
    return head.method();
  }

  public boolean is(String method, String path) {
    return method().equals(method) && path().equals(path);
  }

  /** Path and query exactly as sent. */
  public String target() {
    return head.target();
  }

  /** Path as sent, still percent-encoded, without the query. */
  public String rawPath() {
    int mark = target().indexOf('?');
    return mark < 0 ? target() : target().substring(0, mark);
  }

  /** Path, percent-decoded once. */
  public String path() {
    return percentDecode(rawPath(), false);
  }

  /** Query parameters, decoded; the last of equal names wins. */
  public Map<String, String> query() {
    int mark = target().indexOf('?');
    return mark < 0 ? Map.of() : form(target().substring(mark + 1));
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(query().get(name));
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(head.header(name));
  }

  public List<String> headers(String name) {
    return head.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Head.Header::value)
        .toList();
  }

  /** The value of a cookie, quotes kept as sent. */
  public Optional<String> cookie(String name) {
    return headers("Cookie").stream()
        .flatMap(line -> Arrays.stream(line.split(";")))
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  /** The body as it arrives; ends where the body ends, throws if the client went away before. */
  public InputStream body() {
    return body;
  }

  /** The whole body; 413 above the limit. */
  public byte[] bytes(int limit) throws IOException {
    var all = new ByteArrayOutputStream();
    var buffer = new byte[8192];
    for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
      all.write(buffer, 0, n);
      if (all.size() > limit) {
        throw new WireException(413, "body larger than " + limit + " bytes");
      }
    }
    return all.toByteArray();
  }

  public String text(int limit) throws IOException {
    return new String(bytes(limit), StandardCharsets.UTF_8);
  }

  boolean keepAlive() {
    String connection = head.header("Connection");
    return head.http11()
        ? !"close".equalsIgnoreCase(connection)
        : "keep-alive".equalsIgnoreCase(connection);
  }

  boolean http11() {
    return head.http11();
  }

  /** Reads away what the handler left; false when that would be too much to keep the connection. */
  boolean drained() throws IOException {
    if (body.unasked()) {
      return false;
    }
    var buffer = new byte[8192];
    int total = 0;
    for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
      total += n;
      if (total > MAX_DRAIN) {
        return false;
      }
    }
    return true;
  }

  /** Decodes {@code a=b&c=d}. */
  public static Map<String, String> form(String text) {
    var map = new LinkedHashMap<String, String>();
    for (String pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        map.put(percentDecode(name, true), percentDecode(value, true));
      }
    }
    return map;
  }

  /** Decodes percent escapes as UTF-8; 400 for broken ones. */
  public static String percentDecode(String text, boolean plusIsSpace) {
    var bytes = new ByteArrayOutputStream();
    byte[] source = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < source.length; i++) {
      if (source[i] == '%') {
        int high = i + 2 < source.length ? Character.digit(source[i + 1], 16) : -1;
        int low = i + 2 < source.length ? Character.digit(source[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new WireException(400, "bad percent escape");
        }
        bytes.write(high * 16 + low);
        i += 2;
      } else {
        bytes.write(plusIsSpace && source[i] == '+' ? ' ' : source[i]);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
