package io.vmto.hypervisor.proxmox;

import io.vmto.contract.error.ErrorCode;
import io.vmto.hypervisor.PlatformException;
import java.util.regex.Pattern;

/**
 * The version of a Proxmox VE server and what follows from it.
 *
 * @param text as the server says it, e.g. {@code 9.1.3}
 */
record PveVersion(int major, int minor, String text) {
  private static final Pattern GRAMMAR = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:[.~-].*)?");

  static PveVersion parse(String text) {
    var m = GRAMMAR.matcher(text);
    if (!m.matches()) {
      throw new PlatformException(
          ErrorCode.PROTOCOL_ERROR,
          "The server does not tell a Proxmox VE version",
          "Check that the endpoint is a Proxmox VE node.");
    }
    return new PveVersion(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), text);
  }

  private boolean atLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }

  /** Error messages stand in the JSON body, and not only in the HTTP reason phrase. */
  boolean errorsInBody() {
    return atLeast(8, 4);
  }

  /** Takes qcow2, raw and vmdk as uploads of content type {@code import}. */
  boolean importsUploads() {
    return atLeast(8, 4);
  }

  /** Has the call by which a node checks the console ticket of an API token. */
  boolean consoleByToken() {
    return atLeast(9, 1);
  }
}
