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
 * @param ssh a login to the node behind the URL, where there is one
 */
public record Endpoint(
    PlatformKind kind,
    String url,
    String username,
    String trust,
    Map<String, String> mounts,
    Ssh ssh) {
  public static final String TRUST_CA = "ca";

  public Endpoint {
    mounts = Map.copyOf(mounts);
    // endpoints stored before there was such a login
    ssh = ssh == null ? Ssh.NONE : ssh;
    checkUrl(url);
  }

  /** Without SSH. */
  public Endpoint(
      PlatformKind kind, String url, String username, String trust, Map<String, String> mounts) {
    this(kind, url, username, trust, mounts, Ssh.NONE);
  }

  /**
   * How to log in to a node by SSH; the private key is in the vault.
   *
   * @param hostKey SHA-256 of the host's public key as OpenSSH prints it: {@code SHA256:…}
   */
  public record Ssh(String user, int port, String hostKey) {
    public static final Ssh NONE = new Ssh("", 0, "");

    public boolean wanted() {
      return port != 0;
    }
  }

  /** The same endpoint, trusted by this fingerprint. */
  public Endpoint trusting(String fingerprint) {
    return new Endpoint(kind, url, username, fingerprint, mounts, ssh);
  }

  public Endpoint as(String user) {
    return new Endpoint(kind, url, user, trust, mounts, ssh);
  }

  public Endpoint reachedBy(Ssh login) {
    return new Endpoint(kind, url, username, trust, mounts, login);
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
