package io.vmto.runtime.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * What lies in the folder: {@code data} (PostgreSQL's own), {@code password}, {@code postgres.log}.
 * {@code data} appears by a rename, so it is complete or absent.
 */
record Cluster(Path home, Path binaries, String password) {
  static final String USER = "vmto";

  private static final FileAttribute<Set<PosixFilePermission>> OURS_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Opens the cluster of this folder and makes it first where there is none. */
  static Cluster open(Path home, Path binaries) throws IOException {
    Path secret = home.resolve("password");
    boolean fresh = Files.notExists(home.resolve("data"));
    if (fresh) {
      writeSecret(secret, newPassword());
    }
    Cluster cluster = new Cluster(home, binaries, Files.readString(secret, US_ASCII).strip());
    if (fresh) {
      cluster.initialise();
    }
    return cluster;
  }

  Path data() {
    return home.resolve("data");
  }

  Path log() {
    return home.resolve("postgres.log");
  }

  Path program(String name) {
    return binaries.resolve("bin").resolve(name);
  }

  private void initialise() throws IOException {
    Path unfinished = home.resolve("data.new");
    Path copy = home.resolve("password.initdb");
    Folders.delete(unfinished);
    Files.createDirectory(unfinished);
    writeSecret(copy, password);
    ServerUser user = ServerUser.current();
    user.own(unfinished);
    user.own(copy);
    try {
      user.run(
          log(),
          program("initdb").toString(),
          "--pgdata=" + unfinished,
          "--username=" + USER,
          "--pwfile=" + copy,
          "--auth=scram-sha-256",
          "--encoding=UTF8",
          "--locale=C",
          "--locale-provider=builtin",
          "--builtin-locale=C.UTF-8");
    } finally {
      Files.deleteIfExists(copy);
    }
    Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String newPassword() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static void writeSecret(Path file, String secret) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file, OURS_ALONE);
    Files.writeString(file, secret, US_ASCII);
  }
}
