package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passes of changed extents onto a replica; roots are those of public tools. */
class ChangedExtentsIT {
  private static final int CAPACITY = (33 << 20) + 5 * 512;
  private static final int BLOCK = 64 << 10;

  @TempDir Path folder;
  private Path source;
  private Path replica;
  private byte[] disk;
  private Manifest base;

  @BeforeEach
  void copyTheWholeDisk() throws IOException {
    Peer.required();
    source = folder.resolve("source.raw");
    replica = folder.resolve("replica.raw");
    disk = Content.sparse(12, CAPACITY);
    Files.write(source, disk);
    try (var stream = new BlockReaderStream(RawReader.open(source));
        var sink = RawSink.open(replica, CAPACITY)) {
      var full =
          CopyPass.of(stream, sink, folder.resolve("leaves-1"), 1).remembering(granules()).run();
      base = ((CopyPass.Completed) full).manifest();
    }
  }

  private Path granules() {
    return folder.resolve("granules");
  }

  private List<Manifest.Range> change(Random random) throws IOException {
    List<Manifest.Range> extents = new ArrayList<>();
    for (int at = random.nextInt(BLOCK); at < CAPACITY - 2 * BLOCK; ) {
      int length = 512 + random.nextInt(BLOCK);
      byte[] bytes = new byte[length];
      if (random.nextBoolean()) {
        random.nextBytes(bytes);
      }
      System.arraycopy(bytes, 0, disk, at, length);
      extents.add(new Manifest.Range(at, length));
      at += length + random.nextInt(40 * BLOCK);
    }
    Files.write(source, disk);
    Files.deleteIfExists(folder.resolve("leaves-2"));
    return extents;
  }

  private CopyPass.Outcome apply(List<Manifest.Range> extents, int stopAfter) throws IOException {
    int[] asked = {0};
    try (var stream = new ExtentStream(RawReader.open(source), extents);
        var sink = RawSink.open(replica, CAPACITY)) {
      return CopyPass.of(stream, sink, folder.resolve("leaves-2"), 2)
          .onto(base)
          .remembering(granules())
          .stopWhen(() -> asked[0]++ > stopAfter)
          .run();
    }
  }

  @Test
  void onlyTheExtentsAreReadAndTheReplicaIsTheChangedDisk() throws IOException {
    var extents = change(new Random(1));
    var done = (CopyPass.Completed) apply(extents, Integer.MAX_VALUE);
    assertThat(Peer.root(replica)).isEqualTo(Peer.root(source));
    assertThat(done.manifest().root()).isEqualTo(Peer.root(source));
    assertThat(done.counters().wireBytes())
        .isEqualTo(extents.stream().mapToLong(Manifest.Range::length).sum());
    for (int leaf = 0; leaf < base.leaves(); leaf++) {
      int from = leaf * Leaf.SIZE;
      boolean touched =
          extents.stream()
              .anyMatch(e -> e.offset() + e.length() > from && e.offset() < from + Leaf.SIZE);
      assertThat(done.manifest().pass(leaf)).isEqualTo(touched ? 2 : 1);
    }
  }

  @Test
  void anInterruptedPassGoesOn() throws IOException {
    var extents = change(new Random(2));
    assertThat(apply(extents, 3)).isInstanceOf(CopyPass.Stopped.class);
    var done = (CopyPass.Completed) apply(extents, Integer.MAX_VALUE);
    assertThat(done.manifest().root()).isEqualTo(Peer.root(source));
    assertThat(Peer.root(replica)).isEqualTo(Peer.root(source));
  }

  @Test
  void whatOfTheGranulesWasLostIsReadBack() throws IOException {
    byte[] known = Files.readAllBytes(granules());
    for (int at = 100; at < known.length; at += 3 * 2048) {
      known[at] ^= 1;
    }
    Files.write(granules(), Arrays.copyOf(known, known.length - 4096));
    var done = (CopyPass.Completed) apply(change(new Random(3)), Integer.MAX_VALUE);
    assertThat(done.manifest().root()).isEqualTo(Peer.root(source));
    Files.delete(granules());
    base = done.manifest();
    done = (CopyPass.Completed) apply(change(new Random(4)), Integer.MAX_VALUE);
    assertThat(done.manifest().root()).isEqualTo(Peer.root(source));
    assertThat(Peer.root(replica)).isEqualTo(Peer.root(source));
  }

  /** A replica that was damaged behind our back is not taken for what was copied. */
  @Test
  void whatNoExtentNamesIsWhatPassesBeforeCopied() throws IOException {
    int untouched = 20 * BLOCK;
    byte[] damaged = Files.readAllBytes(replica);
    damaged[untouched] ^= 1;
    Files.write(replica, damaged);
    Arrays.fill(disk, 2 * BLOCK, 3 * BLOCK, (byte) 7);
    Files.write(source, disk);
    var extents = List.of(new Manifest.Range(2 * BLOCK, BLOCK));
    var done = (CopyPass.Completed) apply(extents, Integer.MAX_VALUE);
    assertThat(done.manifest().root()).isEqualTo(Peer.root(source));
    assertThat(Peer.root(replica)).isNotEqualTo(Peer.root(source));
  }

  @Test
  void nothingChangedIsTheSameManifest() throws IOException {
    var done = (CopyPass.Completed) apply(List.of(), Integer.MAX_VALUE);
    assertThat(done.manifest()).isEqualTo(base);
  }

  @Test
  void extentsThatOverlapOrLeaveTheDiskAreRefused() throws IOException {
    try (var reader = RawReader.open(source)) {
      for (var extents :
          List.of(
              List.of(new Manifest.Range(0, 2), new Manifest.Range(1, 2)),
              List.of(new Manifest.Range(0, 0)),
              List.of(new Manifest.Range(CAPACITY - 1, 2)),
              List.of(new Manifest.Range(-1, 2)))) {
        assertThatThrownBy(() -> new ExtentStream(reader, extents))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }
}
