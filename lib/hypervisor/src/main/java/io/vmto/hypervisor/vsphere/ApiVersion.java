package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.PROTOCOL_ERROR;
import static io.vmto.contract.error.ErrorCode.UNSUPPORTED;

import io.vmto.hypervisor.PlatformException;
import java.util.Arrays;

/** Which dialect to speak: a server shows only what the version the client named already had. */
final class ApiVersion {
  private static final String NEWEST_WE_KNOW = "8.0.1.0";
  private static final String OLDEST_WE_SPEAK = "6.0";

  private ApiVersion() {}

  /** The older one of theirs and ours. */
  static String agree(String theirs) {
    if (!theirs.matches("\\d{1,4}(\\.\\d{1,6}){1,4}")) {
      throw new PlatformException(
          PROTOCOL_ERROR,
          "The server does not say which vSphere API it speaks",
          "Check that the endpoint is a vCenter or an ESXi host.");
    }
    if (compare(theirs, OLDEST_WE_SPEAK) < 0) {
      throw new PlatformException(
          UNSUPPORTED,
          "The server speaks vSphere API " + theirs + ", older than " + OLDEST_WE_SPEAK,
          "Connect to a vCenter or host of version 6.0 or newer.");
    }
    return compare(theirs, NEWEST_WE_KNOW) < 0 ? theirs : NEWEST_WE_KNOW;
  }

  private static int compare(String left, String right) {
    return Arrays.compare(numbers(left), numbers(right));
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
  }
}
