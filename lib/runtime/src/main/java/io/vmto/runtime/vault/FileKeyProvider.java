package io.vmto.runtime.vault;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key in a file that only this user can read, made when it is missing. It belongs outside the
 * data folder, so that a copy of the data does not carry its key.
 */
public final class FileKeyProvider implements KeyProvider {
  private static final String ID = "file-1";
  private static final int BYTES = 32;

  private final SecretKey key;

  public FileKeyProvider(Path file) throws IOException {
    this.key = new SecretKeySpec(readOrCreate(file), "AES");
  }

  @Override
  public String currentKeyId() {
    return ID;
  }

  @Override
  public SecretKey key(String keyId) {
    if (!ID.equals(keyId)) {
      throw new IllegalArgumentException("unknown key id");
    }
    return key;
  }

  private static byte[] readOrCreate(Path file) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    var readable = Files.getPosixFilePermissions(file);
    if (readable.contains(PosixFilePermission.GROUP_READ)
        || readable.contains(PosixFilePermission.OTHERS_READ)) {
      throw new IOException("The key file " + file + " can be read by others: chmod 600 it");
    }
    var key = Base64.getDecoder().decode(Files.readString(file).strip());
    if (key.length != BYTES) {
      throw new IOException("The key file " + file + " does not hold 32 bytes in Base64");
    }
    return key;
  }

  private static void create(Path file) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    var key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    var only =
        PosixFilePermissions.asFileAttribute(
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    try {
      Files.createFile(file, only);
      Files.writeString(file, Base64.getEncoder().encodeToString(key));
    } catch (FileAlreadyExistsException e) {
      // another process of this user was faster; its key is as good
    }
  }
}
