package io.vmto.contract.transfer;

import io.vmto.contract.connection.ConnectionId;

/**
 * Something we make outside our own event log and must account for.
 *
 * @param name computed before it exists, unique within the transfer; resume looks it up by this
 * @param connection whose side it is on; for an artifact the target's
 * @param place the node, storage or machine it belongs to, as its closing needs it
 * @param step the step that makes it
 * @param disk the disk it carries, or empty
 */
public record Resource(
    Kind kind, String name, ConnectionId connection, String place, int step, String disk) {
  /** What it is. */
  public enum Kind {
    EXPORT_LEASE,
    /** Change tracking that was off before. */
    CHANGE_TRACKING,
    SNAPSHOT,
    /** The source machine, which we shut down. */
    SHUTDOWN,
    TARGET_VM,
    TARGET_VOLUME,
    UPLOADED_IMAGE,
    ARTIFACT;

    /** Whether it must not stay open while nothing is done: others wait for it, or it grows. */
    public boolean momentary() {
      return this == EXPORT_LEASE || this == SNAPSHOT;
    }
  }
}
