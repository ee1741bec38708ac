package io.vmto.contract.connection;

import java.util.Map;

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
  }
}
