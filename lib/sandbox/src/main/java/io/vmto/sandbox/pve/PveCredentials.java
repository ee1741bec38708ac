package io.vmto.sandbox.pve;

import io.vmto.sandbox.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** Passwords and the token secret of a node, made at its first start and readable by its owner. */
record PveCredentials(String rootPassword, String userPassword, String tokenSecret) {
  private static final String USER = "vmto@pve";

  static PveCredentials of(Path folder) {
    var file = folder.resolve("credentials.json");
    return Json.load(file, PveCredentials.class).orElseGet(() -> make(file));
  }

  private static PveCredentials make(Path file) {
    var fresh = new PveCredentials(password(), password(), UUID.randomUUID().toString());
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, Json.write(fresh));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return fresh;
  }

  private static String password() {
    var random = new byte[12];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  PveSettings settings() {
    var users =
        List.of(
            new PveSettings.User(PveSettings.ROOT, rootPassword),
            new PveSettings.User(USER, userPassword));
    var token = new PveSettings.Token(USER, "migrate", tokenSecret, true);
    return PveSettings.nasty(users, List.of(token)).grantingTarget(USER);
  }

  @Override
  public String toString() {
    return "********";
  }
}
