package io.vmto.hypervisor.proxmox;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.hypervisor.PlatformException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The SSH access of a connection, if it has one: made at its first use, to the one node that the
 * URL names. Other nodes of a cluster have other host keys and need connections of their own.
 */
final class NodeLogin implements AutoCloseable {
  private static final Duration HOSTNAME = Duration.ofSeconds(20);

  private final Endpoint endpoint;
  private final Secret key;
  private @Nullable NodeShell shell;
  private @Nullable String node;

  NodeLogin(Endpoint endpoint, Secret key) {
    this.endpoint = endpoint;
    this.key = key;
  }

  /** Whether it is this node that is logged in to; asks it. */
  boolean reaches(String name) {
    return endpoint.ssh().wanted() && node().equals(name);
  }

  private synchronized String node() {
    if (node == null) {
      node = shell().run(HOSTNAME, "hostname").strip();
    }
    return node;
  }

  /** Where the node has the programs that serve a volume; fails where it has not all. */
  String programs() {
    var lines = shell().run(HOSTNAME, "which", "pvesm", "qemu-nbd", "pkill", "bash");
    return node() + ": " + String.join(", ", lines.lines().toList());
  }

  private synchronized NodeShell shell() {
    if (shell == null) {
      shell = new NodeShell(endpoint, key);
    }
    return shell;
  }

  /** The shell on this node; UNSUPPORTED where there is none. */
  NodeShell shell(String name) {
    if (!reaches(name)) {
      throw new PlatformException(
          ErrorCode.UNSUPPORTED,
          "The connection has no SSH access to node " + name + ".",
          "Give SSH access to a connection whose URL names this node.");
    }
    return shell();
  }

  @Override
  public synchronized void close() {
    if (shell != null) {
      shell.close();
    }
  }
}
