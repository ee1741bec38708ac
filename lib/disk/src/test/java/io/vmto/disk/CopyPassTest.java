package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyPassTest {
  private static final int CAPACITY = 5 * Leaf.SIZE + 5 * 512;
  private static final long NEVER = Long.MAX_VALUE;

  /**
   * Of nothing but zeros, by {@code perl -MDigest::SHA=sha256,sha256_hex -e 'print
   * sha256_hex(sha256("\0" x 65536) x 64)'}.
   */
  private static final String ZERO_LEAF =
      "c728a9d562edefced33230dbffc52e1e189103716e75a2b47a3f70c0aa2950ee";

  @TempDir Path folder;
  private Path journal;
  private byte[] disk;

  @BeforeEach
  void makeDisk() {
    journal = folder.resolve("leaves");
    disk = Content.sparse(1, CAPACITY);
    Arrays.fill(disk, Leaf.SIZE, 3 * Leaf.SIZE, (byte) 0);
  }

  private CopyPass pass(BlockStream source, BlockSink sink) {
    CopyPass pass = CopyPass.of(source, sink, journal, 1);
    pass.checkpointNanos = NEVER;
    return pass;
  }

  private static Manifest completed(CopyPass.Outcome outcome) {
    assertThat(outcome).isInstanceOf(CopyPass.Completed.class);
    return ((CopyPass.Completed) outcome).manifest();
  }

  private static String rehashed(byte[] content) throws IOException {
    return Rehash.of(ForgetfulSink.over(content), done -> {}).root();
  }

  @Test
  void aDiskIsCopiedAndItsZerosAreNotWritten() throws IOException {
    var sink = new ForgetfulSink(CAPACITY);
    var outcome = pass(ListStream.of(disk), sink).run();
    assertThat(sink.durable).isEqualTo(disk);
    assertThat(sink.finished).isTrue();
    Counters counters = outcome.counters();
    assertThat(counters.zeroBytes() + counters.writtenBytes()).isEqualTo(CAPACITY);
    assertThat(counters.zeroBytes()).isGreaterThan(2L * Leaf.SIZE);
    assertThat(counters.hashedBytes()).isEqualTo(CAPACITY);
    assertThat(counters.reachedBytes()).isEqualTo(CAPACITY);
    assertThat(completed(outcome).leaf(1)).asHexString().isEqualToIgnoringCase(ZERO_LEAF);
    assertThat(completed(outcome).pass(0)).isEqualTo(1);
  }

  @Test
  void aSinkThatHoldsSomethingIsZeroedWhereTheDiskIsZero() throws IOException {
    byte[] old = new byte[CAPACITY];
    new Random(7).nextBytes(old);
    var sink = ForgetfulSink.over(old);
    Manifest manifest = completed(pass(ListStream.of(disk), sink).run());
    assertThat(sink.durable).isEqualTo(disk);
    assertThat(manifest.root()).isEqualTo(rehashed(disk));
  }

  @Test
  void zerosThatAreThereAreNotWrittenAgain() throws IOException {
    var sink = ForgetfulSink.over(new byte[CAPACITY]);
    Counters counters = pass(ListStream.of(new byte[CAPACITY]), sink).run().counters();
    assertThat(sink.writes).isZero();
    assertThat(counters.zeroBytes()).isEqualTo(CAPACITY);
  }

  @Test
  void blocksInAnyOrderGiveTheSameDisk() throws IOException {
    String root = rehashed(disk);
    for (int seed = 0; seed < 3; seed++) {
      var sink = new ForgetfulSink(CAPACITY);
      var source = ListStream.of(disk).shuffled(new Random(seed));
      assertThat(completed(pass(source, sink).run()).root()).isEqualTo(root);
      assertThat(sink.durable).isEqualTo(disk);
    }
  }

  @Test
  void blocksThatSpanLeavesAndAreNotAlignedAreCopied() throws IOException {
    var sink = new ForgetfulSink(CAPACITY);
    var source = ListStream.of(disk, 3 * Leaf.SIZE - 512 * 7, false);
    assertThat(completed(pass(source, sink).run()).root()).isEqualTo(rehashed(disk));
    assertThat(sink.durable).isEqualTo(disk);
  }

  @Test
  void aSinkThatCannotBeReadBackRefusesLateBlocks() {
    var sink = new ForgetfulSink(CAPACITY);
    var writeOnly = new WriteOnly(sink);
    byte[] full = new byte[CAPACITY];
    new Random(3).nextBytes(full);
    assertThatThrownBy(() -> pass(ListStream.of(full).shuffled(new Random(1)), writeOnly).run())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("out of order");
    assertThat(sink.finished).isFalse();
  }

  @Test
  void theJournalIsWrittenAfterTheFlushAndBeforeTheCheckpoint() throws IOException {
    List<String> order = new ArrayList<>();
    var sink =
        new WriteOnly(new ForgetfulSink(CAPACITY)) {
          @Override
          public long flush() throws IOException {
            order.add("flush with journal of " + Files.size(journal));
            return super.flush();
          }
        };
    pass(ListStream.of(disk), sink)
        .onCheckpoint(counters -> order.add("checkpoint with journal of " + Files.size(journal)))
        .run();
    // A header of 28 bytes and 40 for each of the 4 leaves that were delivered.
    assertThat(order).containsExactly("flush with journal of 28", "checkpoint with journal of 188");
  }

  @Test
  void aCheckpointIsDueWithTimeAndWithVolume() throws IOException {
    AtomicInteger checkpoints = new AtomicInteger();
    CopyPass often = pass(ListStream.of(disk), new ForgetfulSink(CAPACITY));
    often.checkpointNanos = 0;
    often.onCheckpoint(counters -> checkpoints.incrementAndGet()).run();
    // One for each of the 4 leaves that are delivered, and the last.
    assertThat(checkpoints.get()).isGreaterThan(4);

    byte[] large = new byte[129 << 20];
    Arrays.fill(large, (byte) 1);
    List<Long> hashed = new ArrayList<>(List.of(0L));
    pass(ListStream.of(large), new ForgetfulSink(large.length))
        .onCheckpoint(counters -> hashed.add(counters.hashedBytes()))
        .run();
    assertThat(hashed).hasSizeGreaterThan(4).endsWith(129L << 20).isSorted();
    for (int i = 1; i < hashed.size(); i++) {
      assertThat(hashed.get(i) - hashed.get(i - 1)).isLessThanOrEqualTo(64L << 20);
    }
  }

  @Test
  void aStoppedPassGoesOnWhereItWas() throws IOException {
    var first = new ForgetfulSink(CAPACITY);
    AtomicInteger blocks = new AtomicInteger();
    var stopped =
        pass(ListStream.of(disk), first).stopWhen(() -> blocks.incrementAndGet() > 2).run();
    assertThat(stopped).isInstanceOf(CopyPass.Stopped.class);
    assertThat(first.finished).isFalse();

    var second = first.afterPowerCut(new Random(1));
    var resumed = pass(ListStream.of(disk), second).run();
    assertThat(second.durable).isEqualTo(disk);
    assertThat(completed(resumed).root()).isEqualTo(rehashed(disk));
    assertThat(resumed.counters().writtenBytes())
        .isEqualTo(written(disk) - stopped.counters().writtenBytes());
  }

  private long written(byte[] content) throws IOException {
    Path other = folder.resolve("other");
    return CopyPass.of(ListStream.of(content), new ForgetfulSink(content.length), other, 1)
        .run()
        .counters()
        .writtenBytes();
  }

  @Test
  void powerCutsAtAnyWriteAndTornJournalsLoseNothing() throws IOException {
    String root = rehashed(disk);
    for (int seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      Files.deleteIfExists(journal);
      var sink = new ForgetfulSink(CAPACITY);
      boolean shuffled = seed % 3 == 0;
      CopyPass.Outcome outcome = null;
      int cuts = 0;
      while (outcome == null) {
        sink.writesUntilFailure = cuts < 3 ? random.nextInt(40) : Long.MAX_VALUE;
        var source = ListStream.of(disk);
        CopyPass pass = pass(shuffled ? source.shuffled(new Random(seed)) : source, sink);
        pass.checkpointNanos = random.nextBoolean() ? 0 : NEVER;
        try {
          outcome = pass.run();
        } catch (IOException e) {
          assertThat(e).hasMessage("power cut");
          cuts++;
          sink = sink.afterPowerCut(random);
          tear(random);
        }
      }
      assertThat(cuts).as("seed %s", seed).isPositive();
      assertThat(sink.durable).as("seed %s", seed).isEqualTo(disk);
      assertThat(completed(outcome).root()).as("seed %s", seed).isEqualTo(root);
    }
  }

  private void tear(Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(journal);
    int kept = bytes.length - random.nextInt(Math.min(60, bytes.length));
    byte[] torn = Arrays.copyOf(bytes, kept + random.nextInt(50));
    Files.write(journal, torn);
  }

  @Test
  void aSourceThatChangedIsNoticedWhereItWasDurable() throws IOException {
    for (int at : new int[] {5, 2 * Leaf.SIZE + 9, CAPACITY - 1}) {
      Files.deleteIfExists(journal);
      var sink = new ForgetfulSink(CAPACITY);
      completed(pass(ListStream.of(disk), sink).run());
      completed(pass(ListStream.of(disk), ForgetfulSink.over(new byte[CAPACITY])).run());
      byte[] changed = disk.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> pass(ListStream.of(changed), ForgetfulSink.over(disk)).run())
          .isInstanceOfSatisfying(
              SourceChangedException.class,
              e -> {
                assertThat(e.range().offset()).isEqualTo((long) at / Leaf.SIZE * Leaf.SIZE);
                assertThat(e.range().length()).isLessThanOrEqualTo(Leaf.SIZE);
              });
    }
  }

  @Test
  void aSourceThatChangesBackIsCopiedAgainWhereItWasDisputed() throws IOException {
    completed(pass(ListStream.of(disk), ForgetfulSink.over(new byte[CAPACITY])).run());
    byte[] changed = disk.clone();
    changed[5] ^= 1;
    var sink = ForgetfulSink.over(disk);
    assertThatThrownBy(() -> pass(ListStream.of(changed), sink).run())
        .isInstanceOf(SourceChangedException.class);
    sink.flush();
    var reopened = ForgetfulSink.over(sink.durable);
    completed(pass(ListStream.of(disk), reopened).run());
    assertThat(reopened.durable).isEqualTo(disk);
  }

  @Test
  void contentThatVanishedFromTheSourceIsNoticed() throws IOException {
    completed(pass(ListStream.of(disk), ForgetfulSink.over(new byte[CAPACITY])).run());
    byte[] changed = disk.clone();
    Arrays.fill(changed, 0, Leaf.SIZE, (byte) 0);
    assertThatThrownBy(() -> pass(ListStream.of(changed), ForgetfulSink.over(disk)).run())
        .isInstanceOf(SourceChangedException.class);
  }

  @Test
  void aSeekingSourceIsNotReadAgainWhereItIsDurable() throws IOException {
    var first = new ForgetfulSink(CAPACITY);
    AtomicInteger blocks = new AtomicInteger();
    pass(new BlockReaderStream(ForgetfulSink.over(disk)), first)
        .stopWhen(() -> blocks.incrementAndGet() > 3)
        .run();
    var second = first.afterPowerCut(new Random(2));
    var source = new BlockReaderStream(ForgetfulSink.over(disk));
    Manifest manifest = completed(pass(source, second).run());
    assertThat(source.wireBytes()).isEqualTo(CAPACITY - 3L * Leaf.SIZE);
    assertThat(second.durable).isEqualTo(disk);
    assertThat(manifest.root()).isEqualTo(rehashed(disk));
  }

  @Test
  void aFreshSinkStartsOverWhateverTheJournalSays() throws IOException {
    completed(pass(ListStream.of(disk), ForgetfulSink.over(new byte[CAPACITY])).run());
    var fresh = new ForgetfulSink(CAPACITY);
    completed(pass(new BlockReaderStream(ForgetfulSink.over(disk)), fresh).run());
    assertThat(fresh.durable).isEqualTo(disk);
  }

  @Test
  void aJournalOfAnotherDiskOrPassIsRefused() throws IOException {
    completed(pass(ListStream.of(disk), ForgetfulSink.over(new byte[CAPACITY])).run());
    var sink = ForgetfulSink.over(new byte[CAPACITY]);
    assertThatThrownBy(() -> CopyPass.of(ListStream.of(disk), sink, journal, 2).run())
        .isInstanceOf(DiskFormatException.class)
        .hasMessageContaining("another disk or pass");
  }

  @Test
  void aFailingSourceLeavesTheSinkUnfinished() {
    var sink = new ForgetfulSink(CAPACITY);
    var source = ListStream.of(disk);
    source.failAt = 50;
    assertThatThrownBy(() -> pass(source, sink).run()).hasMessage("the line went dead");
    assertThat(sink.finished).isFalse();
  }

  @Test
  void aSinkThatIsTooSmallIsRefused() {
    assertThatThrownBy(() -> pass(ListStream.of(disk), new ForgetfulSink(CAPACITY - 512)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A sink without its reading side. */
  private static class WriteOnly implements BlockSink {
    private final ForgetfulSink sink;

    WriteOnly(ForgetfulSink sink) {
      this.sink = sink;
    }

    @Override
    public long capacity() {
      return sink.capacity();
    }

    @Override
    public boolean readsZero() {
      return sink.readsZero();
    }

    @Override
    public void write(long offset, ByteBuffer data) throws IOException {
      sink.write(offset, data);
    }

    @Override
    public long flush() throws IOException {
      return sink.flush();
    }

    @Override
    public void finish() {
      sink.finish();
    }

    @Override
    public void close() {
      sink.close();
    }
  }
}
