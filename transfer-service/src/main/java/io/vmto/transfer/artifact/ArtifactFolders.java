package io.vmto.transfer.artifact;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** One folder per artifact that only this user can enter: they hold whole production disks. */
final class ArtifactFolders {
  private static final int LEVELS = 3;

  final Path root;

  ArtifactFolders(Path root) throws IOException {
    this.root = privateFolder(root);
  }

  /** The file of an artifact, in a folder of its own which exists when this returns. */
  Path locate(String name) throws IOException {
    var path = inside(name);
    privateFolder(path.resolveSibling(""));
    return path;
  }

  void delete(String name) throws IOException {
    var folder = inside(name).resolveSibling("");
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
    var job = folder.resolveSibling("");
    if (isEmpty(job)) {
      Files.deleteIfExists(job);
    }
  }

  /** A name is {@code job/disk/file}: each artifact has a folder of its own. */
  Path inside(String name) {
    var path = root.resolve(name).normalize();
    if (!path.startsWith(root) || path.getNameCount() != root.getNameCount() + LEVELS) {
      throw new IllegalArgumentException("not an artifact name");
    }
    return path;
  }

  CopyNotes notes(String job, String disk) {
    return CopyNotes.beside(inside(job + "/" + disk + "/file"));
  }

  /** By the folder of each job. */
  Map<String, Long> bytes() throws IOException {
    var bytes = new TreeMap<String, Long>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            var job = root.relativize(file).getName(0).toString();
            bytes.merge(job, attributes.size(), Long::sum);
            return FileVisitResult.CONTINUE;
          }

          /** It may go while it is looked at. */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException why) {
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes;
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
