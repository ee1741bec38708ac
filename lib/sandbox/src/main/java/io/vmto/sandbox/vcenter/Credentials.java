package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.Json;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** The two accounts, made once per data folder. */
record Credentials(String user, String password, String hostUser, String hostPassword) {
  static Credentials of(Path folder) {
    var file = folder.resolve("credentials.json");
    return Json.load(file, Credentials.class)
        .orElseGet(
            () -> {
              var fresh =
                  new Credentials("administrator@vsphere.local", secret(), "root", secret());
              Json.save(file, fresh);
              return fresh;
            });
  }

  private static String secret() {
    var bytes = new byte[9];
    new SecureRandom().nextBytes(bytes);
    // Signs that have to survive XML, URLs and shells.
    return "Pw<&>'\"%" + HexFormat.of().formatHex(bytes);
  }

  /** As they stand in Basic authentication. */
  List<String> pairs() {
    return List.of(user + ":" + password, hostUser + ":" + hostPassword);
  }

  @Override
  public String toString() {
    return "Credentials of " + user;
  }
}
