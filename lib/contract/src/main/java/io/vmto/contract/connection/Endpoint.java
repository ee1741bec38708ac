package io.vmto.contract.connection;

import java.net.URI;
import java.util.Map;
import java.util.Objects;

/**
 * How to reach a platform, without its secret.
 *
 * @param url https URL of the API, e.g. {@code https://vcenter.example:443}; no user info, no path
 * @param username {@code administrator@vsphere.local}, or {@code user@realm!token} for a Proxmox
 *     API token
 * @param trust the SHA-256 fingerprint of the server's certificate (colon hex), or the text {@code
 *     ca} when the JVM's trust store decides
 * @param mounts target storages that this installation sees as a local directory: storage name →
 *     path of the storage's root (the folder that contains {@code images/})
 */
public record Endpoint(
    PlatformKind kind, String url, String username, String trust, Map<String, String> mounts) {
  public static final String TRUST_CA = "ca";

  public Endpoint {
    mounts = Map.copyOf(mounts);
    checkUrl(url);
  }

  /** The same endpoint, trusted by this fingerprint. */
  public Endpoint trusting(String fingerprint) {
    return new Endpoint(kind, url, username, fingerprint, mounts);
  }

  public Endpoint as(String user) {
    return new Endpoint(kind, url, user, trust, mounts);
  }

  private static void checkUrl(String url) {
    var uri = URI.create(url);
    var path = Objects.requireNonNullElse(uri.getPath(), "");
    if (!"https".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || uri.getUserInfo() != null
        || uri.getQuery() != null
        || uri.getFragment() != null
        || !(path.isEmpty() || path.equals("/"))) {
      throw new IllegalArgumentException(
          "url: must be https://host or https://host:port and nothing more");
    }
  }
}
