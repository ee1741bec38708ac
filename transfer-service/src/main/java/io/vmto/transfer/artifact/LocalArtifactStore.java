package io.vmto.transfer.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/** Artifacts as files in a folder that only this user can read: they are whole production disks. */
public final class LocalArtifactStore implements ArtifactStore {
  private final Path root;

  public LocalArtifactStore(Path root) throws IOException {
    this.root = privateFolder(root);
  }

  @Override
  public Path locate(String name) throws IOException {
    var path = inside(name);
    var folder = path.getParent();
    if (folder != null) {
      privateFolder(folder);
    }
    return path;
  }

  @Override
  public void delete(String name) throws IOException {
    var folder = inside(name).getParent();
    if (folder == null || !Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
    var job = folder.getParent();
    if (job != null && !job.equals(root) && isEmpty(job)) {
      Files.deleteIfExists(job);
    }
  }

  @Override
  public long available() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  /** A name is {@code job/disk/file}: each artifact has a folder of its own. */
  private Path inside(String name) {
    var path = root.resolve(name).normalize();
    if (!path.startsWith(root) || path.getNameCount() != root.getNameCount() + 3) {
      throw new IllegalArgumentException("not an artifact name");
    }
    return path;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private static Path privateFolder(Path folder) throws IOException {
    return Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
