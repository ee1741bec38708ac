package io.vmto.bench;

import io.vmto.disk.BlockReaderStream;
import io.vmto.disk.CopyPass;
import io.vmto.disk.ExtentStream;
import io.vmto.disk.Manifest;
import io.vmto.disk.RawReader;
import io.vmto.disk.RawSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Brings a replica up to date: {@code Delta SOURCE EXTENTS TARGET STATE} writes what the extents
 * name ({@code OFFSET LENGTH} per line) and prints the bytes read from the source and the new root.
 * {@code Delta DISK TARGET STATE} is the full pass before: it makes the replica, and a folder with
 * its manifest and the hashes of its granules.
 */
final class Delta {
  private Delta() {}

  public static void main(String... args) throws IOException {
    if (args.length == 3) {
      replicate(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]));
    } else {
      apply(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), Path.of(args[3]));
    }
  }

  private static void replicate(Path source, Path target, Path state) throws IOException {
    try (var whole = new BlockReaderStream(RawReader.open(source));
        RawSink replica = RawSink.open(target, whole.capacity())) {
      manifest(CopyPass.of(whole, replica, state.resolve("leaves-1"), 1), state)
          .write(state.resolve("manifest"));
    }
  }

  private static Manifest manifest(CopyPass pass, Path state) throws IOException {
    return switch (pass.remembering(state.resolve("granules")).run()) {
      case CopyPass.Completed(Manifest manifest, _) -> manifest;
      case CopyPass.Stopped _ -> throw new IOException("The pass stopped by itself");
    };
  }

  private static void apply(Path source, Path list, Path target, Path state) throws IOException {
    List<Manifest.Range> extents =
        Files.readAllLines(list).stream()
            .map(line -> line.split(" ", 2))
            .map(part -> new Manifest.Range(Long.parseLong(part[0]), Long.parseLong(part[1])))
            .toList();
    try (RawReader disk = RawReader.uncached(source);
        ExtentStream changes = new ExtentStream(disk, extents);
        RawSink replica = RawSink.open(target, disk.capacity())) {
      Manifest before = Manifest.read(state.resolve("manifest"));
      CopyPass pass = CopyPass.of(changes, replica, state.resolve("leaves-2"), 2).onto(before);
      Manifest now = manifest(pass, state);
      System.out.println(changes.wireBytes() + " " + now.root());
    }
  }
}
