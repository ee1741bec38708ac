package io.vmto.sandbox.vcenter;

import java.util.Set;

/**
 * How nasty the pretend vCenter is; changed at run time by {@code POST /control/vcenter/settings}
 * with the fields to change.
 *
 * @param pageSize most objects in one answer of RetrievePropertiesEx
 * @param sessionSeconds a session idle for so long ends; reading data does not count as use
 * @param leaseSeconds a lease without progress for so long ends
 * @param leaseInitMillis a lease is initializing for so long
 * @param taskMillis a task is queued and then running for so long each
 * @param randomPrefixes other namespace prefixes in every answer
 * @param extraElements elements no client knows, at the end of every data object
 * @param nfcHost what stands in a deviceUrl: {@code name} host and port of the ESXi host, {@code
 *     star} {@code *} without a port (served at the vCenter's own address), {@code star-port}
 *     {@code *} with the host's port
 * @param urlsOnce a deviceUrl is gone once it was asked for
 * @param lostSessionAsMissing properties without a session come back as missingSet instead of a
 *     fault
 * @param leasesShared whether one session may use a lease that another one opened; what a real
 *     vCenter does is not known
 * @param removeMillis taking a snapshot away lasts so much longer than other tasks
 * @param consolidateLater a snapshot that is taken away leaves its links, until somebody asks for
 *     consolidation
 * @param shutdownMillis a guest needs so long to shut down
 * @param changedAreas most areas in one answer of QueryChangedDiskAreas
 * @param falsePositives so many of a hundred unchanged blocks are reported as changed, which is
 *     legal
 * @param freeBytes what is left on the datastore
 * @param bugs of hosts
 */
record Settings(
    int pageSize,
    int sessionSeconds,
    int leaseSeconds,
    int leaseInitMillis,
    int taskMillis,
    boolean randomPrefixes,
    boolean extraElements,
    String nfcHost,
    boolean urlsOnce,
    boolean lostSessionAsMissing,
    boolean leasesShared,
    int removeMillis,
    boolean consolidateLater,
    int shutdownMillis,
    int changedAreas,
    int falsePositives,
    long freeBytes,
    Set<Bug> bugs) {
  static final Settings PLAIN =
      new Settings(
          100, 1800, 300, 200, 100, false, false, "name", true, false, true, 0, false, 200, 2000, 0,
          1L << 40, Set.of());
  static final Settings NASTY =
      new Settings(
          2, 30, 20, 1500, 400, true, true, "name", true, false, false, 1000, false, 2000, 3, 10,
          1L << 40, Set.of());

  Settings {
    bugs = Set.copyOf(bugs);
    if (changedAreas < 1 || falsePositives < 0 || falsePositives > 100) {
      throw new IllegalArgumentException("at least one area, and 0 to 100 of a hundred blocks");
    }
    if (pageSize < 1 || sessionSeconds < 1 || leaseSeconds < 1) {
      throw new IllegalArgumentException("page size and times are at least one");
    }
    if (!nfcHost.equals("name") && !nfcHost.equals("star") && !nfcHost.equals("star-port")) {
      throw new IllegalArgumentException("nfcHost is name, star or star-port");
    }
  }
}
