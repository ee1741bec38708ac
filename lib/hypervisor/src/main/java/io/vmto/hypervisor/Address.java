package io.vmto.hypervisor;

import static io.vmto.contract.error.ErrorCode.ADDRESS_REFUSED;
import static io.vmto.contract.error.ErrorCode.UNREACHABLE;

import io.vmto.contract.error.Failure;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where an outbound connection may go: an https host, resolved once and kept, so that a name cannot
 * point somewhere else between the check and the call. Loopback and private networks are fine (that
 * is where hypervisors live); link-local, metadata, multicast and unspecified addresses are refused
 * with ADDRESS_REFUSED.
 *
 * @param host name or literal as it was given (IPv6 without brackets)
 */
public record Address(String host, int port, InetAddress resolved) {
  private static final int HTTPS = 443;

  /** From how far away an address can be reached. */
  public enum Reach {
    /** Only from this machine. */
    LOCAL,
    /** Inside an organisation: RFC 1918, RFC 6598, unique local and the like. */
    PRIVATE,
    PUBLIC
  }

  /** Parses an endpoint's URL: https, host, optional port, nothing else. Blocks for the look-up. */
  public static Address of(String url) {
    URI uri;
    try {
      uri = new URI(url.strip());
    } catch (URISyntaxException _) {
      throw refused("It is not a URL");
    }
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      throw refused("It does not start with https://");
    }
    if (uri.getRawUserInfo() != null || uri.getHost() == null) {
      throw refused("It must name a host and no user");
    }
    var path = uri.getRawPath();
    if (uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || !(path.isEmpty() || path.equals("/"))) {
      throw refused("It must end after the host and port");
    }
    return of(uri.getHost(), uri.getPort() < 0 ? HTTPS : uri.getPort());
  }

  /** Resolves and checks a host; UNREACHABLE (passing) when its name is unknown. */
  public static Address of(String host, int port) {
    var name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    if (name.isBlank() || port < 1 || port > 65535) {
      throw refused("The host is empty or the port is not between 1 and 65535");
    }
    try {
      var all = InetAddress.getAllByName(name);
      if (Arrays.stream(all).anyMatch(Address::forbidden)) {
        throw refused("Host " + name + " is a link-local, metadata, multicast or empty address");
      }
      return new Address(name, port, all[0]);
    } catch (UnknownHostException e) {
      throw new PlatformException(
          Failure.passing(
                  UNREACHABLE,
                  "The host name " + name + " is unknown",
                  "Check the spelling and the name server.")
              .with("host", name),
          e);
    }
  }

  /** Of the address that is connected to, also where it carries an IPv4 address inside. */
  public Reach reach() {
    var b = resolved.getAddress();
    if (resolved.isLoopbackAddress()) {
      return Reach.LOCAL;
    }
    if (resolved instanceof Inet6Address) {
      var unique = (b[0] & 0xfe) == 0xfc || resolved.isSiteLocalAddress();
      return unique ? Reach.PRIVATE : embeddedV4(b) < 0 ? Reach.PUBLIC : reachV4(b, embeddedV4(b));
    }
    return reachV4(b, 0);
  }

  private static Reach reachV4(byte[] b, int at) {
    int first = b[at] & 0xff;
    int second = b[at + 1] & 0xff;
    if (first == 127) {
      return Reach.LOCAL;
    }
    var inside =
        first == 10
            || (first == 172 && second >= 16 && second < 32)
            || (first == 192 && (second == 168 || (second == 0 && b[at + 2] == 0)))
            || (first == 100 && second >= 64 && second < 128)
            || (first == 198 && (second == 18 || second == 19));
    return inside ? Reach.PRIVATE : Reach.PUBLIC;
  }

  public InetSocketAddress socket() {
    return new InetSocketAddress(resolved, port);
  }

  /** {@code host} or {@code host:port} as a Host header has it. */
  public String authority() {
    return authority(HTTPS);
  }

  String authority(int usual) {
    var name = host.contains(":") ? "[" + host + "]" : host;
    return port == usual ? name : name + ":" + port;
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }

  private static PlatformException refused(String why) {
    return new PlatformException(
        ADDRESS_REFUSED,
        "The address is refused: " + why,
        "Give a URL like https://vcenter.example or https://node.example:8006.");
  }

  private static boolean forbidden(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    var b = address.getAddress();
    return switch (address) {
      case Inet4Address _ -> forbiddenV4(b, 0);
      case Inet6Address _ -> metadataV6(b) || (embeddedV4(b) >= 0 && forbiddenV4(b, embeddedV4(b)));
      default -> true;
    };
  }

  /** 0/8, 169.254/16, 224/3, and the one metadata address outside of them (100.100.100.200). */
  private static boolean forbiddenV4(byte[] b, int at) {
    int first = b[at] & 0xff;
    int second = b[at + 1] & 0xff;
    return first == 0
        || (first == 169 && second == 254)
        || first >= 224
        || (first == 100 && second == 100 && b[at + 2] == 100 && (b[at + 3] & 0xff) == 200);
  }

  /** fd00:ec2::/32 is where a large cloud answers metadata over IPv6. */
  private static boolean metadataV6(byte[] b) {
    return (b[0] & 0xff) == 0xfd && b[1] == 0 && b[2] == 0x0e && (b[3] & 0xff) == 0xc2;
  }

  /** Offset of the IPv4 address inside a NAT64, 6to4 or IPv4-compatible address, else -1. */
  private static int embeddedV4(byte[] b) {
    if (b[0] == 0x20 && b[1] == 0x02) {
      return 2;
    }
    var nat64 = b[0] == 0 && b[1] == 0x64 && (b[2] & 0xff) == 0xff && (b[3] & 0xff) == 0x9b;
    for (int i = nat64 ? 4 : 0; i < 12; i++) {
      if (b[i] != 0) {
        return -1;
      }
    }
    var loopback = !nat64 && b[12] == 0 && b[13] == 0 && b[14] == 0 && b[15] == 1;
    return loopback ? -1 : 12;
  }
}
