package io.vmto.webhook;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.hypervisor.Address;
import io.vmto.hypervisor.Address.Reach;
import io.vmto.hypervisor.Https;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.Trust;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where webhooks may be sent: over https to whatever is at least as far away as the installation
 * allows, public addresses by default. Whoever allows this very machine may use plain http there.
 * The address that was checked is the one that is connected to.
 *
 * @param nearest how near a receiver may be
 */
record Outbound(Reach nearest) {
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  /** What can be known without asking a name server; refused with ADDRESS_REFUSED. */
  void check(String url) {
    var uri = parsed(url);
    if (uri.getHost().matches("[0-9.]+|\\[.*]")) {
      resolved(uri);
    }
  }

  /** A client for the URL's server; blocks for the look-up. Throws as {@link Address#of} does. */
  Https client(URI uri) {
    var address = resolved(uri);
    return isPlain(uri) ? Https.cleartext(address) : new Https(address, new Trust.Ca());
  }

  URI parsed(String url) {
    try {
      var uri = new URI(url);
      var plain = isPlain(uri) && nearest == Reach.LOCAL;
      if (!plain && !"https".equals(uri.getScheme())) {
        throw refused("it does not start with https://", null);
      }
      if (uri.getHost() == null
          || uri.getRawUserInfo() != null
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null) {
        throw refused("it must name a host, and neither user nor query", null);
      }
      return uri;
    } catch (URISyntaxException e) {
      throw refused("it is not a URL", null);
    }
  }

  private Address resolved(URI uri) {
    int usual = isPlain(uri) ? HTTP : HTTPS;
    var address = address(uri.getHost(), uri.getPort() < 0 ? usual : uri.getPort());
    if (address.reach().compareTo(nearest) < 0) {
      throw refused("it leads to an address that is " + word(address.reach()), uri);
    }
    if (isPlain(uri) && address.reach() != Reach.LOCAL) {
      throw refused("plain http is for this machine only", uri);
    }
    return address;
  }

  private static Address address(String host, int port) {
    try {
      return Address.of(host, port);
    } catch (PlatformException e) {
      throw new Rejected(e.failure());
    }
  }

  private static String word(Reach reach) {
    return reach == Reach.LOCAL ? "this machine's" : "private";
  }

  private static boolean isPlain(URI uri) {
    return "http".equals(uri.getScheme());
  }

  private static Rejected refused(String why, @Nullable URI uri) {
    return new Rejected(
        ErrorCode.ADDRESS_REFUSED,
        "The address" + (uri == null ? "" : " " + uri.getHost()) + " is refused: " + why + ".",
        "Give a URL like https://hooks.example/vmto; vmto.webhook.nearest allows receivers that"
            + " are private or on this machine.");
  }
}
