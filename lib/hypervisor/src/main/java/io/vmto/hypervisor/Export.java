package io.vmto.hypervisor;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * An open export: disk streams in streamOptimized VMDK form, kept alive in the background until it
 * is completed, aborted or closed (which aborts).
 */
public interface Export extends AutoCloseable {
  /** The platform's handle of the lease, for {@link SourcePlatform#abandonExport}. */
  String leaseId();

  /**
   * Disk keys, one to one with the exportable disks of the machine, verified before the first byte.
   */
  List<String> diskKeys();

  /** Opens one disk's stream over a connection of its own; a stall ends it with an exception. */
  InputStream open(String diskKey);

  /** Tells the platform how far we are, 0 to 99; never goes back. */
  void progress(int percent);

  /** What the host says it sent for a disk; call after the last byte and before complete. */
  Optional<WireDigest> wireDigest(String diskKey);

  void complete();

  void abort(String reason);

  @Override
  void close();

  /**
   * The host's own checksum over the bytes of one disk stream.
   *
   * @param algorithm JDK name, {@code SHA-1} or {@code SHA-256}
   * @param hex lower case
   * @param size bytes of the stream
   */
  record WireDigest(String algorithm, String hex, long size) {}
}
