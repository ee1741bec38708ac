package io.vmto.disk;

/** What the disk engine runs on here; for a diagnosis, and for one line of a service's log. */
public final class Natives {
  private static final String DESCRIPTION =
      (Libdeflate.AVAILABLE
              ? "libdeflate inflates"
              : "the JDK's zlib inflates (libdeflate0 is about 1.6 times as fast)")
          + (Libcrypto.AVAILABLE ? ", libcrypto hashes" : ", the JDK hashes");

  private Natives() {}

  /** What inflates compressed disks, and what hashes. */
  public static String description() {
    return DESCRIPTION;
  }

  /** Whether inflating is as fast as it can be. */
  public static boolean accelerated() {
    return Libdeflate.AVAILABLE;
  }
}
