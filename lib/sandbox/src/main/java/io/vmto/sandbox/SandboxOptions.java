package io.vmto.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * How to start a sandbox.
 *
 * @param data folder of its durable state
 * @param portBase control endpoint at this port, vCenter, ESXi and Proxmox at the three after it; 0
 *     lets the system choose, once for the life of the data folder
 * @param pretenders the platforms to pretend
 */
public record SandboxOptions(Path data, int portBase, List<Pretender> pretenders) {
  public SandboxOptions {
    pretenders = List.copyOf(pretenders);
    if (portBase < 0 || portBase > 65_000) {
      throw new IllegalArgumentException("port base out of range");
    }
  }
}
