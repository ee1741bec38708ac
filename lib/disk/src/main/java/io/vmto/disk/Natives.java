package io.vmto.disk;

import org.slf4j.LoggerFactory;

/** What the disk engine runs on here; for a diagnosis and for one line of the log. */
public final class Natives {
  private static final String DESCRIPTION =
      Libdeflate.AVAILABLE
          ? "libdeflate inflates"
          : "the JDK's zlib inflates; install libdeflate0 for about 1.6 times the speed";

  static {
    LoggerFactory.getLogger(Natives.class).info("Compressed disks: {}", DESCRIPTION);
  }

  private Natives() {}

  /** How compressed disks are inflated. */
  public static String inflation() {
    return DESCRIPTION;
  }

  /** Whether inflating is as fast as it can be. */
  public static boolean accelerated() {
    return Libdeflate.AVAILABLE;
  }
}
