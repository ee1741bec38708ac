package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.PROTOCOL_ERROR;

import io.vmto.hypervisor.PlatformException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A file on a datastore, as vSphere writes it: {@code [datastore1] web/web.vmdk}. */
record DatastorePath(String datastore, String path) {
  static DatastorePath parse(String text) {
    var end = text.indexOf("] ");
    if (!text.startsWith("[") || end < 0) {
      throw new PlatformException(
          PROTOCOL_ERROR,
          "The server named a file without its datastore",
          "Check the machine's disks on the platform.");
    }
    return new DatastorePath(text.substring(1, end), text.substring(end + 2));
  }

  /** A file in the same folder. */
  DatastorePath sibling(String name) {
    return new DatastorePath(datastore, path.substring(0, path.lastIndexOf('/') + 1) + name);
  }

  /**
   * The file's address under the datastore browser ({@code /folder}, vSphere Web Services SDK
   * Programming Guide, "HTTP Access to vSphere Server Files").
   */
  String target(String datacenter) {
    var encoded = Arrays.stream(path.split("/", -1)).map(DatastorePath::encode);
    return "/folder/"
        + encoded.collect(Collectors.joining("/"))
        + ("?dcPath=" + encode(datacenter))
        + ("&dsName=" + encode(datastore));
  }

  private static String encode(String text) {
    var encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      var c = (char) (b & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(String.format("%02X", b));
      }
    }
    return encoded.toString();
  }
}
