package io.vmto.contract.job;

import io.vmto.contract.connection.ConnectionId;
import java.util.Map;

/**
 * What the operator asked for.
 *
 * @param name the machine's name on the target; empty means the source's name
 * @param networks source network name → target bridge, optionally {@code bridge:vlan}
 * @param road how the bytes get to the target; AUTO takes the best the target allows
 * @param read what reads the source's disks; AUTO takes Range where every disk can be read so
 * @param warm whether it is copied while it runs
 */
public record MigrationRequest(
    Source source,
    Target target,
    String name,
    Map<String, String> networks,
    Road road,
    Reading read,
    BootCheck bootCheck,
    Warm warm) {
  public MigrationRequest {
    networks = Map.copyOf(networks);
    // requests stored before there was a choice
    read = read == null ? Reading.AUTO : read;
    warm = warm == null ? Warm.COLD : warm;
  }

  /** A cold one. */
  public MigrationRequest(
      Source source,
      Target target,
      String name,
      Map<String, String> networks,
      Road road,
      Reading read,
      BootCheck bootCheck) {
    this(source, target, name, networks, road, read, bootCheck, Warm.COLD);
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
    /** Written into the node's own storage, over NBD inside SSH. */
    NODE,
    /** Stored here as an image, uploaded with a checksum, imported by the node. */
    UPLOAD
  }

  /** What reads the content of the source's disks. */
  public enum Reading {
    AUTO,
    /** HTTP Range on the flat extents: several connections, goes on where it stopped. */
    RANGE,
    /** The export stream of an NFC lease: one connection, begins anew after a break. */
    NFC
  }

  /**
   * Whether the machine is copied while it runs, and shut down only for what changed last.
   *
   * @param intervalSeconds between two passes that bring the copy up to date
   * @param budgetBytes a pass that had to read no more than this ends in the cutover by itself; 0
   *     waits until somebody approves it
   * @param shutdownSeconds how long the guest may take to shut down
   */
  public record Warm(boolean wanted, int intervalSeconds, long budgetBytes, int shutdownSeconds) {
    public static final Warm COLD = new Warm(false, 0, 0, 0);

    public Warm {
      if (intervalSeconds < 0 || budgetBytes < 0 || shutdownSeconds < 0) {
        throw new IllegalArgumentException("warm: times and bytes must not be negative");
      }
    }
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
