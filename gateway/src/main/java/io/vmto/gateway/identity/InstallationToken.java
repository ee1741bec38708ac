package io.vmto.gateway.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * The key of whoever owns the machine: 256 random bits as hex, in a file of the data folder that
 * only its owner can read. A file that others could read, or that is not a token, is replaced.
 */
final class InstallationToken {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final byte[] digest;

  private InstallationToken(String token) {
    digest = Tokens.sha256(token);
  }

  /** Reads {@code <data>/token}, or makes it. */
  static InstallationToken in(Path data) throws IOException {
    Files.createDirectories(data);
    var file = data.resolve("token");
    if (!usable(file)) {
      write(file);
    }
    return new InstallationToken(read(file));
  }

  /** Takes the same time whatever is wrong with what was presented. */
  boolean matches(String presented) {
    return MessageDigest.isEqual(digest, Tokens.sha256(presented));
  }

  private static boolean usable(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.getPosixFilePermissions(file).equals(OWNER_ONLY)
        && read(file).matches("[0-9a-f]{64}");
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
  }

  /** Written aside and moved, so that nobody ever reads half a token. */
  private static void write(Path file) throws IOException {
    var secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    var aside =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            "token",
            ".new",
            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      Files.writeString(aside, HexFormat.of().formatHex(secret) + "\n");
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }
}
