package io.vmto.hypervisor;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A small blocking HTTP/1.1 client (RFC 9112) for one server: it connects to the address that was
 * checked, believes only the trust that was agreed, keeps connections for a short while, and never
 * follows a redirect or stores a cookie. Our own because the JDK's client cannot connect to a given
 * address and still check the host's name. Safe for many threads; I/O errors are {@link
 * IOException}s, which {@link Tls#failure} turns into what an operator reads.
 */
public final class Https implements AutoCloseable {
  /** Servers drop idle connections without a word; a fresh one is cheaper than a lost request. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(4);

  private final Address address;
  private final String authority;
  private final Dialer dialer;
  private final ConcurrentLinkedDeque<Wire> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  public Https(Address address, Trust trust) {
    this(address, address.authority(), tls(address, trust));
  }

  private Https(Address address, String authority, Dialer dialer) {
    this.address = address;
    this.authority = authority;
    this.dialer = dialer;
  }

  /** The same without TLS, for those who have decided that nobody can listen or forge. */
  public static Https cleartext(Address address) {
    return new Https(address, address.authority(80), stall -> Tls.plain(address, stall));
  }

  /** Opens a connection; {@code stall} limits the connect and each of its reads. */
  private interface Dialer {
    Socket connect(Duration stall) throws IOException;
  }

  private static Dialer tls(Address address, Trust trust) {
    var context = Tls.sslContext(trust);
    var checkName = trust instanceof Trust.Ca;
    return stall -> Tls.connect(address, context, checkName, stall);
  }

  public Address address() {
    return address;
  }

  /**
   * A request.
   *
   * @param target path and query, already percent-encoded
   * @param stall the longest silence of the server, at connect and at any read
   * @param deadline for the whole exchange including the body, or null for streams
   * @param repeatable whether sending it twice does no harm, so that a connection that turns out to
   *     be dead may be replaced
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and written once
  public record Request(
      String method,
      String target,
      Map<String, String> headers,
      byte[] body,
      Duration stall,
      @Nullable Duration deadline,
      boolean repeatable) {
    public Request {
      headers = new LinkedHashMap<>(headers);
      if (!target.startsWith("/") || target.chars().anyMatch(c -> c <= ' ' || c > '~')) {
        throw new IllegalArgumentException("not a request target");
      }
    }

    public static Request get(String target, Map<String, String> headers, Duration stall) {
      return new Request("GET", target, headers, new byte[0], stall, null, true);
    }
  }

  /** Sends and returns once the head of the response was read; close the response. */
  public HttpsResponse send(Request request) throws IOException {
    var kept = keptWire();
    if (kept != null) {
      try {
        return exchange(kept, request);
      } catch (Wire.NoAnswer e) {
        if (!request.repeatable()) {
          throw e;
        }
      }
    }
    return exchange(new Wire(dialer.connect(request.stall())), request);
  }

  private HttpsResponse exchange(Wire wire, Request request) throws IOException {
    try {
      wire.patience(request.stall(), request.deadline());
      wire.send(head(request).getBytes(StandardCharsets.ISO_8859_1), request.body());
      return HttpsResponse.read(wire, request.method().equals("HEAD"), this::keep);
    } catch (IOException | RuntimeException e) {
      wire.close();
      throw e;
    }
  }

  private String head(Request request) {
    var lines = new ArrayList<>(List.of(request.method() + " " + request.target() + " HTTP/1.1"));
    lines.add("Host: " + authority);
    request.headers().forEach((name, value) -> lines.add(name + ": " + oneLine(value)));
    if (request.body().length > 0 || request.method().equals("POST")) {
      lines.add("Content-Length: " + request.body().length);
    }
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static String oneLine(String value) {
    if (value.chars().anyMatch(c -> c < ' ' || c > 0xff)) {
      throw new IllegalArgumentException("a header value with control characters");
    }
    return value;
  }

  private @Nullable Wire keptWire() {
    for (var wire = idle.pollFirst(); wire != null; wire = idle.pollFirst()) {
      if (System.nanoTime() - wire.idleSince() < IDLE_NANOS) {
        return wire;
      }
      wire.close();
    }
    return null;
  }

  private void keep(Wire wire) {
    idle.addFirst(wire);
    if (closed) {
      close();
    }
  }

  /** Closes idle connections; those in use end with their response. */
  @Override
  public void close() {
    closed = true;
    for (var wire = idle.poll(); wire != null; wire = idle.poll()) {
      wire.close();
    }
  }
}
