package io.vmto.standalone.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The names around a target. A file is made as {@code TARGET.part} and renamed when it is whole; a
 * block device is written where it is, and its names lie in the current folder.
 *
 * @param image what is written
 * @param whole what it is called in the end
 * @param journal which leaves are durable
 * @param begun what the unfinished copy is a copy of; locked by the one who writes it
 * @param proof the manifest of a whole image that only has to be renamed
 * @param manifest the manifest in the end
 */
record TargetFiles(Path image, Path whole, Path journal, Path begun, Path proof, Path manifest) {
  /** What a qcow2 sink keeps beside an unfinished image. */
  private static final List<String> BESIDE_QCOW2 = List.of(".allocation", ".l2", ".refcounts");

  static TargetFiles of(Path target) {
    boolean device = Files.exists(target) && !Files.isRegularFile(target);
    var base = device ? Path.of("").resolve(target.getFileName()) : target;
    return new TargetFiles(
        device ? target : beside(base, ".part"),
        target,
        beside(base, ".part.leaves"),
        beside(base, ".part.source"),
        beside(base, ".part.manifest"),
        beside(base, ".manifest"));
  }

  private static Path beside(Path base, String ending) {
    return base.resolveSibling(base.getFileName() + ending);
  }

  boolean inPlace() {
    return image.equals(whole);
  }

  /** Gives the finished image its names; may be repeated after a crash. */
  void publish() throws IOException {
    if (!inPlace() && Files.exists(image)) {
      move(image, whole);
    }
    move(proof, manifest);
    Files.deleteIfExists(journal);
    Files.deleteIfExists(begun);
    syncFolder();
  }

  /** Takes everything unfinished away. */
  void discard() throws IOException {
    if (!inPlace()) {
      Files.deleteIfExists(image);
    }
    for (var kept : BESIDE_QCOW2) {
      Files.deleteIfExists(beside(image, kept));
    }
    Files.deleteIfExists(journal);
    Files.deleteIfExists(proof);
    Files.deleteIfExists(begun);
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Makes the names durable. */
  void syncFolder() throws IOException {
    var folder = begun.toAbsolutePath().getParent();
    if (folder != null) {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
