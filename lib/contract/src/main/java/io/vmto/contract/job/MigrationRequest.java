package io.vmto.contract.job;

import io.vmto.contract.connection.ConnectionId;
import java.util.Map;

/**
 * What the operator asked for.
 *
 * @param name the machine's name on the target; empty means the source's name
 * @param networks source network name → target bridge, optionally {@code bridge:vlan}
 * @param road how the bytes get to the target; AUTO takes the best the target allows
 */
public record MigrationRequest(
    Source source,
    Target target,
    String name,
    Map<String, String> networks,
    Road road,
    BootCheck bootCheck) {
  public MigrationRequest {
    networks = Map.copyOf(networks);
  }

  /** The machine to move. */
  public record Source(ConnectionId connection, String machine) {}

  /** Where to put it. */
  public record Target(ConnectionId connection, String node, String storage) {}

  /** How the bytes get to the target. */
  public enum Road {
    AUTO,
    /** Written into a directory that this installation and the node both see. */
    SHARED,
    /** Stored here as an image, uploaded with a checksum, imported by the node. */
    UPLOAD
  }

  /**
   * How the first boot is judged.
   *
   * @param expect a text that a line on the serial console must contain; empty: the process is only
   *     seen running (level 0)
   * @param identity a text the same line must contain to be this guest's; empty: any
   * @param timeoutSeconds how long to wait for the line
   */
  public record BootCheck(boolean start, String expect, String identity, int timeoutSeconds) {
    public static final BootCheck NONE = new BootCheck(false, "", "", 0);
  }
}
