package io.vmto.hypervisor;

import java.util.Set;

/** Who answered: product, version, and what it is able to do as far as it was probed. */
public record PlatformInfo(
    String product, String version, String instanceId, Set<Capability> capabilities) {
  public PlatformInfo {
    capabilities = Set.copyOf(capabilities);
  }

  public enum Capability {
    /** Whole-disk stream of a machine that is powered off (NFC export). */
    STREAM_EXPORT,
    /** Random reads of flat extents over HTTP Range. */
    RANGE_READ,
    /** Snapshots of running machines, and which blocks changed between them. */
    CHANGE_TRACKING,
    /** Images can be uploaded with a checksum that the node verifies, and imported from there. */
    UPLOAD_IMPORT,
    /** Volumes can be allocated and written through a directory both sides see. */
    SHARED_DIRECTORY,
    /** The serial console of a running machine can be read. */
    SERIAL_CONSOLE
  }
}
