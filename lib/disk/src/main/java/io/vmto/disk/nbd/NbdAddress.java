package io.vmto.disk.nbd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where an export is: a TCP address (unresolved) or a Unix socket, the export's name (empty for the
 * server's default), and whether TLS is demanded. The text form is the NBD project's {@code
 * doc/uri.md}.
 */
public record NbdAddress(SocketAddress place, String export, boolean tls) {
  private static final int DEFAULT_PORT = 10809;
  private static final int LONGEST_NAME = 4096;

  public NbdAddress {
    if (tls && !(place instanceof InetSocketAddress)) {
      throw new IllegalArgumentException("TLS over a Unix socket is not supported");
    }
    if (export.getBytes(UTF_8).length > LONGEST_NAME || export.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("An export name has up to 4096 bytes and no NUL");
    }
  }

  /**
   * Reads {@code nbd://host[:port]/export}, {@code nbds://…} (TLS) or {@code
   * nbd+unix:///export?socket=/path}.
   *
   * @throws IllegalArgumentException for anything else, credentials and unknown parameters included
   */
  public static NbdAddress parse(String text) {
    URI uri = uri(text);
    String scheme = String.valueOf(uri.getScheme());
    String export = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
    return switch (scheme) {
      case "nbd", "nbds" -> new NbdAddress(tcp(uri), export, scheme.equals("nbds"));
      case "nbd+unix" -> new NbdAddress(unix(uri), export, false);
      default -> throw new IllegalArgumentException("Not an nbd, nbds or nbd+unix address");
    };
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // The text may carry a secret, so the reason must do.
      throw new IllegalArgumentException("Not an address: " + e.getReason());
    }
  }

  private static SocketAddress tcp(URI uri) {
    if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
      throw new IllegalArgumentException("An nbd address is a host, a port and an export only");
    }
    String host = uri.getHost().replaceAll("^\\[|]$", "");
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return InetSocketAddress.createUnresolved(host, port);
  }

  private static SocketAddress unix(URI uri) {
    @Nullable String query = uri.getRawQuery();
    if (uri.getRawAuthority() != null || query == null || !query.matches("socket=[^&]+")) {
      throw new IllegalArgumentException("An nbd+unix address names its socket and nothing else");
    }
    return UnixDomainSocketAddress.of(Path.of(uri.getQuery().substring("socket=".length())));
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    try {
      return switch (place) {
        case InetSocketAddress tcp ->
            new URI(
                    tls ? "nbds" : "nbd",
                    null,
                    tcp.getHostString(),
                    tcp.getPort(),
                    "/" + export,
                    null,
                    null)
                .toASCIIString();
        default -> new URI("nbd+unix", "", "/" + export, "socket=" + place, null).toASCIIString();
      };
    } catch (URISyntaxException e) {
      return "an NBD server whose name is no host name";
    }
  }
}
