package io.vmto.bench;

import io.vmto.disk.CopyPass;
import io.vmto.disk.ExtentStream;
import io.vmto.disk.Manifest;
import io.vmto.disk.RawReader;
import io.vmto.disk.RawSink;
import io.vmto.disk.Rehash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Brings a replica up to date: {@code Delta SOURCE EXTENTS TARGET MANIFEST} writes what the extents
 * name ({@code OFFSET LENGTH} per line) and prints the bytes read from the source and the new root.
 * {@code Delta DISK MANIFEST} stores what is needed for that: the manifest of the replica.
 */
final class Delta {
  private Delta() {}

  public static void main(String... args) throws IOException {
    if (args.length == 2) {
      try (RawReader disk = RawReader.open(Path.of(args[0]))) {
        Rehash.of(disk, bytes -> {}).write(Path.of(args[1]));
      }
    } else {
      apply(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), Path.of(args[3]));
    }
  }

  private static void apply(Path source, Path list, Path target, Path manifest) throws IOException {
    List<Manifest.Range> extents =
        Files.readAllLines(list).stream()
            .map(line -> line.split(" ", 2))
            .map(part -> new Manifest.Range(Long.parseLong(part[0]), Long.parseLong(part[1])))
            .toList();
    Path journal = target.resolveSibling(target.getFileName() + ".leaves");
    try (RawReader disk = RawReader.open(source);
        ExtentStream changes = new ExtentStream(disk, extents);
        RawSink replica = RawSink.open(target, disk.capacity())) {
      CopyPass pass = CopyPass.of(changes, replica, journal, 2).onto(Manifest.read(manifest));
      switch (pass.run()) {
        case CopyPass.Completed(Manifest now, _) ->
            System.out.println(changes.wireBytes() + " " + now.root());
        case CopyPass.Stopped _ -> throw new IOException("The pass stopped by itself");
      }
    }
  }
}
