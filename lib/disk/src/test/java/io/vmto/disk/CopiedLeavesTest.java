package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a copy that is under way is what its sink has, by hashes made here. */
class CopiedLeavesTest {
  private static final int CAPACITY = 5 * Leaf.SIZE + 5 * 512;

  @TempDir Path folder;
  private byte[] disk;

  @BeforeEach
  void makeDisk() {
    disk = Content.sparse(1, CAPACITY);
    Arrays.fill(disk, Leaf.SIZE, 2 * Leaf.SIZE, (byte) 0);
    for (int leaf : new int[] {0, 2, 3, 4, 5}) {
      disk[leaf * Leaf.SIZE + 100] = 1;
    }
  }

  private CopyPass pass(ForgetfulSink sink, int number) {
    var blocks = ListStream.of(disk, Leaf.SIZE, false);
    return CopyPass.of(blocks, sink, journal(number), number);
  }

  private Path journal(int pass) {
    return folder.resolve("leaves-" + pass);
  }

  private Path manifest() {
    return folder.resolve("manifest");
  }

  private @Nullable CopiedLeaves look(int pass) throws IOException {
    return CopiedLeaves.in(manifest(), journal(pass));
  }

  private static List<Integer> had(@Nullable CopiedLeaves copy) {
    return copy == null
        ? List.of()
        : IntStream.range(0, copy.leaves()).filter(copy::has).boxed().toList();
  }

  private byte[] hash(int leaf) throws Exception {
    var all = MessageDigest.getInstance("SHA-256");
    int end = Math.min(CAPACITY, (leaf + 1) * Leaf.SIZE);
    for (int at = leaf * Leaf.SIZE; at < end; at += 65536) {
      var part = Arrays.copyOfRange(disk, at, Math.min(end, at + 65536));
      all.update(MessageDigest.getInstance("SHA-256").digest(part));
    }
    return all.digest();
  }

  @Test
  void nothingIsToldWhereNothingIsNoted() throws IOException {
    assertThat(look(1)).isNull();
    assertThat(CopiedLeaves.in(null, null)).isNull();
    Files.write(journal(1), new byte[20]);
    assertThat(look(1)).as("a header that is not whole").isNull();
    assertThat(Files.size(journal(1))).as("who looks changes nothing").isEqualTo(20);
  }

  @Test
  void aPassUnderWayHasWhatIsDurableInItsSink() throws Exception {
    var sink = new ForgetfulSink(CAPACITY);
    var seen = new ArrayList<List<Integer>>();
    var pass =
        pass(sink, 1)
            .onCheckpoint(
                counters -> {
                  var copy = look(1);
                  seen.add(had(copy));
                  for (int leaf : had(copy)) {
                    int end = Math.min(CAPACITY, (leaf + 1) * Leaf.SIZE);
                    assertThat(Arrays.copyOfRange(sink.durable, leaf * Leaf.SIZE, end))
                        .isEqualTo(Arrays.copyOfRange(disk, leaf * Leaf.SIZE, end));
                  }
                });
    pass.checkpointNanos = 0;
    pass.run();
    assertThat(seen).hasSizeGreaterThan(2);
    assertThat(seen.getFirst().size()).isLessThan(seen.getLast().size());
    assertThat(seen.getLast()).containsExactly(0, 1, 2, 3, 4, 5);

    var copy = look(1);
    assertThat(copy.bytes()).isEqualTo(CAPACITY);
    for (int leaf = 0; leaf < copy.leaves(); leaf++) {
      assertThat(copy.isZero(leaf)).isEqualTo(leaf == 1);
      assertThat(copy.hash(leaf)).isEqualTo(hash(leaf));
      assertThat(copy.pass(leaf)).isEqualTo(1);
    }
  }

  @Test
  void aLaterPassShowsOverWhatIsWhole() throws Exception {
    var sink = new ForgetfulSink(CAPACITY);
    ((CopyPass.Completed) pass(sink, 1).run()).manifest().write(manifest());
    assertThat(had(look(2))).hasSize(6);

    disk[3 * Leaf.SIZE + 7] ^= 1;
    try (var leaves = LeafJournal.open(journal(2), CAPACITY, 2)) {
      leaves.reset();
      leaves.append(List.of(new Checkpoints.Written(3, hash(3), 0)));
      leaves.append(List.of(new Checkpoints.Written(4, hash(4), 0)));
      leaves.forget(4);
    }
    var copy = look(2);
    assertThat(had(copy)).containsExactly(0, 1, 2, 3, 5);
    assertThat(copy.bytes()).isEqualTo(CAPACITY - Leaf.SIZE);
    assertThat(copy.next(4)).isEqualTo(5);
    assertThat(copy.next(6)).isEqualTo(6);
    assertThat(copy.pass(2)).isEqualTo(1);
    assertThat(copy.pass(3)).isEqualTo(2);
    assertThat(copy.hash(3)).isEqualTo(hash(3));
  }

  @Test
  void aTornRecordEndsItAndIsLeftToThePass() throws Exception {
    pass(new ForgetfulSink(CAPACITY), 1).run();
    long whole = Files.size(journal(1));
    try (var file = new RandomAccessFile(journal(1).toFile(), "rw")) {
      file.setLength(whole - 3);
    }
    assertThat(had(look(1))).hasSize(5);
    assertThat(Files.size(journal(1))).isEqualTo(whole - 3);
  }

  @Test
  void notesOfTwoDisksOrOfNoneAreRefused() throws Exception {
    ((CopyPass.Completed) pass(new ForgetfulSink(CAPACITY), 1).run()).manifest().write(manifest());
    try (var leaves = LeafJournal.open(journal(2), CAPACITY + 512, 2)) {
      leaves.reset();
    }
    assertThatThrownBy(() -> look(2)).isInstanceOf(DiskFormatException.class);
    Files.write(manifest(), new byte[100]);
    assertThatThrownBy(() -> look(1)).isInstanceOf(DiskFormatException.class);
  }
}
