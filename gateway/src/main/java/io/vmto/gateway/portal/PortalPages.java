package io.vmto.gateway.portal;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/**
 * Gives the portal's pages away. A name with a dot is a file; every other address is a screen,
 * which the one page shows by itself.
 */
final class PortalPages implements HandlerFunction<ServerResponse> {
  private static final Pattern HASHED = Pattern.compile(".*-[A-Z0-9]{8}\\.[a-z0-9]+");
  private static final Duration FOR_EVER = Duration.ofDays(365);
  private static final String POLICY = "Content-Security-Policy";
  private static final String WITHOUT =
      "This VMTO was built without its portal. Its API is at /api/v1, and `vmto --help` lists its"
          + " commands.\n";

  private final Portal portal;
  private final String peers;
  private final SecureRandom random = new SecureRandom();

  /** {@code issuer} is whom the pages may also ask, or empty. */
  PortalPages(Portal portal, String issuer) {
    this.portal = portal;
    this.peers = issuer.isEmpty() ? "'self'" : "'self' " + origin(URI.create(issuer));
  }

  private static String origin(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  @Override
  public Mono<ServerResponse> handle(ServerRequest request) {
    var name = request.requestPath().value().substring(1);
    if (!portal.isThere()) {
      return name.isEmpty() ? without() : Mono.error(nothing());
    }
    return name.substring(name.lastIndexOf('/') + 1).contains(".") ? file(name, request) : index();
  }

  private static Mono<ServerResponse> without() {
    return ServerResponse.status(HttpStatus.NOT_FOUND)
        .contentType(MediaType.TEXT_PLAIN)
        .bodyValue(WITHOUT);
  }

  private Mono<ServerResponse> index() {
    var nonce = nonce();
    return ServerResponse.ok()
        .contentType(MediaType.TEXT_HTML)
        .header(POLICY, policy(nonce))
        .bodyValue(portal.index(nonce));
  }

  private Mono<ServerResponse> file(String name, ServerRequest request) {
    var welcome =
        String.join(",", request.headers().header(HttpHeaders.ACCEPT_ENCODING)).contains("gzip");
    var packed = welcome ? portal.file(name, true) : Optional.<byte[]>empty();
    return packed
        .map(
            content -> answer(name).header(HttpHeaders.CONTENT_ENCODING, "gzip").bodyValue(content))
        .or(() -> portal.file(name, false).map(content -> answer(name).bodyValue(content)))
        .orElseGet(() -> Mono.error(nothing()));
  }

  private static ServerResponse.BodyBuilder answer(String name) {
    var type = MediaTypeFactory.getMediaType(name).orElse(MediaType.APPLICATION_OCTET_STREAM);
    return ServerResponse.ok()
        .contentType(type)
        .varyBy(HttpHeaders.ACCEPT_ENCODING)
        .cacheControl(
            HASHED.matcher(name).matches()
                ? CacheControl.maxAge(FOR_EVER).cachePublic().immutable()
                : CacheControl.noCache());
  }

  private String policy(String nonce) {
    return "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-"
        + nonce
        + "'; connect-src "
        + peers
        + "; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
  }

  private String nonce() {
    var bytes = new byte[18];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static ResponseStatusException nothing() {
    return new ResponseStatusException(HttpStatus.NOT_FOUND);
  }
}
