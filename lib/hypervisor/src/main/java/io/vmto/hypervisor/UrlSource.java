package io.vmto.hypervisor;

import static io.vmto.contract.error.ErrorCode.ADDRESS_REFUSED;
import static io.vmto.contract.error.ErrorCode.DISK_UNREADABLE;
import static io.vmto.contract.error.ErrorCode.PERMISSION_MISSING;
import static io.vmto.contract.error.ErrorCode.UPSTREAM_BUSY;

import io.vmto.contract.error.Failure;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A file at an address that anybody may read, or whose address is the permission. */
final class UrlSource implements RangeSource {
  private static final Duration STALL = Duration.ofSeconds(30);
  private static final Duration WHOLE = Duration.ofMinutes(2);

  private final Https https;
  private final String target;
  private final String name;

  private UrlSource(Https https, String target, String name) {
    this.https = https;
    this.target = target;
    this.name = name;
  }

  static UrlSource of(URI url, Trust trust, boolean cleartext) {
    var scheme = Objects.requireNonNullElse(url.getScheme(), "").toLowerCase(Locale.ROOT);
    var secure = scheme.equals("https");
    if (!secure && !scheme.equals("http")) {
      throw refused("It starts with neither https:// nor http://");
    }
    if (url.getRawUserInfo() != null || url.getHost() == null || url.getRawFragment() != null) {
      throw refused("It must name a host, and neither a user nor a fragment");
    }
    var usual = secure ? 443 : 80;
    var address = Address.of(url.getHost(), url.getPort() < 0 ? usual : url.getPort());
    if (!secure && !cleartext && !address.resolved().isLoopbackAddress()) {
      throw refused("Without TLS anybody on the way can read and change the disk");
    }
    var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return new UrlSource(
        secure ? new Https(address, trust) : Https.cleartext(address), path + query, path);
  }

  private static PlatformException refused(String why) {
    return new PlatformException(
        ADDRESS_REFUSED,
        "The address is refused: " + why,
        "Give a URL like https://images.example/disk.raw.");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Address address() {
    return https.address();
  }

  @Override
  public HttpsResponse get(Map<String, String> headers) throws IOException {
    return https.send(new Https.Request("GET", target, headers, new byte[0], STALL, WHOLE, true));
  }

  @Override
  public Failure refusal(int status) {
    if (status == 429 || status >= 500) {
      return Failure.passing(
          UPSTREAM_BUSY, "The server cannot send " + name + " now", "Try again later.");
    }
    return switch (status) {
      case 401, 403 ->
          Failure.of(
              PERMISSION_MISSING,
              "The server does not let us read " + name,
              "Give an address that needs no login, e.g. a presigned one that has not expired.");
      case 404, 410 ->
          Failure.of(DISK_UNREADABLE, "There is no " + name + " on the server", "Look there.");
      case 301, 302, 303, 307, 308 ->
          Failure.of(
              DISK_UNREADABLE,
              "The server sends us elsewhere for " + name,
              "Give the address it leads to; redirects are not followed.");
      default ->
          Failure.of(
              DISK_UNREADABLE,
              "The server does not send a part of " + name,
              "The file is empty, or the server does not know Range requests.");
    };
  }

  @Override
  public void close() {
    https.close();
  }
}
