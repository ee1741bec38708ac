package io.vmto.transfer.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.ExtentMap;
import io.vmto.contract.transfer.ExtentMap.Run;
import io.vmto.contract.transfer.ExtentQuery.FindExtents;
import io.vmto.contract.transfer.ImageQuery;
import io.vmto.contract.transfer.ImageQuery.FindImage;
import io.vmto.contract.transfer.ImageQuery.ReadImage;
import io.vmto.disk.BlockReader;
import io.vmto.disk.BlockReaderStream;
import io.vmto.disk.CopyPass;
import io.vmto.disk.Qcow2Reader;
import io.vmto.disk.RawReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every place for artifacts must do. */
interface ArtifactStoreContract {
  String NAME = "job/disk-1/disk.qcow2";
  String OTHER = "job/disk-2/disk.qcow2";
  int LARGE = 28 << 20;
  int SMALL = 1 << 20;

  /** Of nothing but zeros, by perl's Digest::SHA. */
  String ZERO_LEAF = "c728a9d562edefced33230dbffc52e1e189103716e75a2b47a3f70c0aa2950ee";

  /** The store, opened anew each time over what is in it. */
  ArtifactStore store() throws IOException;

  /** Whether anything of an artifact is left where its bytes lie. */
  boolean holds(String name) throws IOException;

  @Test
  default void aCopiedDiskIsAnImageThatQemuReads(@TempDir Path folder) throws Exception {
    var disk = disk(folder, 1, LARGE);
    var copied = copy(disk, NAME, () -> false);
    store().artifact(NAME).store(((CopyPass.Completed) copied).manifest());
    assertImageOf(disk, folder);
    var manifest = store().artifact(NAME).manifest();
    assertThat(manifest).isEqualTo(((CopyPass.Completed) copied).manifest());
    assertThat(manifest.capacity()).isEqualTo(LARGE);
  }

  @Test
  default void aCopyThatStoppedGoesOnInAStoreThatWasOpenedAgain(@TempDir Path folder)
      throws Exception {
    var disk = disk(folder, 2, LARGE);
    var asked = new AtomicInteger();
    var stopped = copy(disk, NAME, () -> asked.incrementAndGet() > 5);
    assertThat(stopped).isInstanceOf(CopyPass.Stopped.class);
    try (var sink = store().artifact(NAME).openSink(LARGE)) {
      assertThat(sink.readsZero()).as("starts over").isFalse();
    }
    assertThat(copy(disk, NAME, () -> false)).isInstanceOf(CopyPass.Completed.class);
    assertImageOf(disk, folder);
  }

  @Test
  default void aFinishedImageIsStartedOverWhenItIsCopiedAgain(@TempDir Path folder)
      throws Exception {
    copy(disk(folder, 3, SMALL), NAME, () -> false);
    var disk = disk(folder, 4, SMALL);
    Files.delete(store().artifact(NAME).folder().resolve("leaves"));
    copy(disk, NAME, () -> false);
    assertImageOf(disk, folder);
  }

  @Test
  default void whatIsDeletedIsGoneAndDeletingItAgainIsFine(@TempDir Path folder) throws Exception {
    copy(disk(folder, 5, SMALL), NAME, () -> false);
    copy(disk(folder, 6, SMALL), OTHER, () -> false);
    var notes = store().artifact(NAME).folder();
    assertThat(holds(NAME)).isTrue();
    store().delete(NAME);
    store().delete(NAME);
    assertThat(holds(NAME)).isFalse();
    assertThat(notes).doesNotExist();
    assertThat(holds(OTHER)).isTrue();
  }

  @Test
  default void anUnfinishedImageIsDeletedAsWell(@TempDir Path folder) throws Exception {
    var asked = new AtomicInteger();
    copy(disk(folder, 7, LARGE), NAME, () -> asked.incrementAndGet() > 5);
    store().delete(NAME);
    assertThat(holds(NAME)).isFalse();
  }

  @Test
  default void whatIsKeptStaysUntilItsTimeIsOver(@TempDir Path folder) throws Exception {
    var now = Instant.parse("2026-11-21T00:00:00Z");
    copy(disk(folder, 8, SMALL), NAME, () -> false);
    copy(disk(folder, 9, SMALL), OTHER, () -> false);
    store().keep(NAME, now.plus(Duration.ofDays(7)));
    assertThat(store().sweep(now.plus(Duration.ofDays(6)))).isZero();
    assertThat(holds(NAME)).isTrue();
    assertThat(store().sweep(now.plus(Duration.ofDays(7)))).isEqualTo(1);
    assertThat(holds(NAME)).isFalse();
    assertThat(holds(OTHER)).as("was not kept for a time").isTrue();
  }

  @Test
  default void aFinishedImageIsReadOutByteForByteAndAnUnfinishedOneIsNot(@TempDir Path folder)
      throws Exception {
    var desk = new ArtifactDesk(store());
    var asked = new AtomicInteger();
    copy(disk(folder, 10, LARGE), NAME, () -> asked.incrementAndGet() > 5);
    assertThat(desk.answer(new FindImage(NAME)).isThere()).as("a part of an image").isFalse();

    copy(disk(folder, 10, LARGE), NAME, () -> false);
    var found = desk.answer(new FindImage(NAME));
    byte[] image;
    try (var bytes = store().artifact(NAME).open()) {
      image = all(bytes);
    }
    assertThat(found.size()).isEqualTo(image.length);
    assertThat(part(desk, found, 0, 4096)).isEqualTo(Arrays.copyOf(image, 4096));
    assertThat(part(desk, found, found.size() - 9, 9))
        .isEqualTo(Arrays.copyOfRange(image, image.length - 9, image.length));
    assertThat(part(desk, found, found.size() - 9, 10)).as("past its end").isEmpty();
    assertThat(part(desk, found, -1, 10)).isEmpty();
    assertThat(part(desk, found, Long.MAX_VALUE, 10)).isEmpty();
    assertThat(part(desk, found, 0, ImageQuery.MOST + 1)).isEmpty();
    assertThat(part(new ArtifactDesk(store()), found, 0, 9)).as("another worker").isEmpty();
  }

  @Test
  default void anImageThatTookThePlaceOfAnotherIsNotReadInItsName(@TempDir Path folder)
      throws Exception {
    var desk = new ArtifactDesk(store());
    copy(disk(folder, 11, SMALL), NAME, () -> false);
    var found = desk.answer(new FindImage(NAME));
    assertThat(part(desk, found, 0, 9)).hasSize(9);
    store().delete(NAME);
    assertThat(desk.answer(new FindImage(NAME)).isThere()).isFalse();
    assertThat(part(desk, found, 0, 9)).as("it is gone").isEmpty();

    copy(disk(folder, 12, SMALL), NAME, () -> false);
    assertThat(desk.answer(new FindImage(NAME)).version()).isNotEqualTo(found.version());
    assertThat(part(desk, found, 0, 9)).as("another image").isEmpty();
  }

  private static byte[] part(ArtifactDesk desk, ImageQuery.Found found, long offset, int length)
      throws IOException {
    return desk.answer(new ReadImage(NAME, found.holder(), found.version(), offset, length))
        .bytes();
  }

  @Test
  default void lookingForAnImageMakesNothingAndLeavesTheStoreAtNoName() throws Exception {
    var desk = new ArtifactDesk(store());
    for (var name :
        new String[] {
          "other/disk-1/disk.qcow2",
          "../../../etc/passwd",
          "a/../../b",
          "/etc/passwd",
          "job/disk",
          "",
          ".",
          "a/b/c/d",
          "a/b/\u0000"
        }) {
      assertThat(desk.answer(new FindImage(name))).as(name).isEqualTo(ImageQuery.Found.NOTHING);
    }
    assertThat(store().folder().resolve("other")).doesNotExist();
  }

  /** The disk is random, and the third quarter of it zero. */
  @Test
  default void whereACopyIsIsToldCellByCell(@TempDir Path folder) throws Exception {
    var desk = new ExtentDesk(store());
    var job = new JobId("job");
    var disk = "disk-1";
    assertThat(desk.answer(new FindExtents(job, disk, 0, Long.MAX_VALUE, 9)).runs()).isEmpty();

    int leaf = 4 << 20;
    var done = (CopyPass.Completed) copy(disk(folder, 13, 8 * leaf), NAME, () -> false);
    store().artifact(NAME).store(done.manifest());
    var map = desk.answer(new FindExtents(job, disk, 0, Long.MAX_VALUE, 2));
    assertThat(map.capacity()).isEqualTo(8L * leaf);
    assertThat(map.durable()).isEqualTo(8L * leaf);
    assertThat(map.cell()).isEqualTo(4L * leaf);
    assertThat(map.runs()).containsExactly(new Run(1, 4, 0, 1, null), new Run(1, 2, 2, 1, null));

    var part = desk.answer(new FindExtents(job, disk, 3L * leaf + 5, 2L * leaf, 9));
    assertThat(part.offset()).isEqualTo(3L * leaf);
    assertThat(part.cell()).isEqualTo(leaf);
    assertThat(part.runs()).extracting(Run::cells).containsExactly(1, 2);
    assertThat(part.runs()).extracting(Run::zero).containsExactly(0, 1);
    assertThat(part.runs().getLast().hash()).isEqualTo(ZERO_LEAF);

    for (var wrong :
        List.of(
            new FindExtents(job, disk, -1, 9, 9),
            new FindExtents(job, disk, 8L * leaf, 9, 9),
            new FindExtents(job, disk, 0, 0, 9),
            new FindExtents(job, disk, 0, 9, 0),
            new FindExtents(job, disk, 0, 9, Integer.MAX_VALUE),
            new FindExtents(job, "../../etc", 0, 9, 9),
            new FindExtents(job, "\u0000", 0, 9, 9),
            new FindExtents(job, "other", 0, 9, 9))) {
      assertThat(desk.answer(wrong)).isEqualTo(ExtentMap.nothing(wrong.job(), wrong.disk()));
    }
    assertThat(store().folder().resolve(job + "/other")).doesNotExist();
  }

  @Test
  default void whatEachJobKeepsHereIsCounted() throws Exception {
    var notes = store().artifact(NAME).folder();
    Files.write(notes.resolve("leaves"), new byte[300]);
    Files.write(notes.resolve("log"), new byte[7]);
    store().reach();
    var job = NAME.substring(0, NAME.indexOf('/'));
    assertThat(store().bytes()).containsEntry(job, 307L);
    assertThat(notes).startsWith(store().folder());
  }

  @Test
  default void notesAreForThisUserOnly() throws Exception {
    var folder = store().artifact(NAME).folder();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  default void aNameThatLeadsOutOfTheStoreIsRefused() throws Exception {
    for (var name :
        new String[] {"../a/disk.qcow2", "job/../../disk.qcow2", "job/disk", "/a/b/c"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> store().artifact(name));
      assertThatIllegalArgumentException().isThrownBy(() -> store().delete(name));
    }
  }

  /** Random, and a quarter zero. */
  private static Path disk(Path folder, long seed, int capacity) throws IOException {
    var random = new Random(seed);
    var content = new byte[capacity];
    random.nextBytes(content);
    Arrays.fill(content, capacity / 2, capacity / 2 + capacity / 4, (byte) 0);
    return Files.write(folder.resolve("disk-" + seed), content);
  }

  private CopyPass.Outcome copy(Path disk, String name, BooleanSupplier stop) throws IOException {
    var artifact = store().artifact(name);
    try (var source = new BlockReaderStream(RawReader.open(disk));
        var sink = artifact.openSink(Files.size(disk))) {
      return CopyPass.of(source, sink, artifact.folder().resolve("leaves"), 1).stopWhen(stop).run();
    }
  }

  private void assertImageOf(Path disk, Path folder) throws Exception {
    var artifact = store().artifact(NAME);
    var content = ByteBuffer.allocate((int) Files.size(disk));
    try (var reader = Qcow2Reader.open(artifact.open())) {
      reader.read(0, content);
    }
    assertThat(content.array()).isEqualTo(Files.readAllBytes(disk));
    var image = folder.resolve("image");
    try (var bytes = artifact.open()) {
      Files.write(image, all(bytes));
    }
    qemuImg("check", "-q", "-f", "qcow2", image.toString());
    qemuImg("compare", "-q", "-f", "qcow2", "-F", "raw", image.toString(), disk.toString());
  }

  private static byte[] all(BlockReader bytes) throws IOException {
    var all = ByteBuffer.allocate((int) bytes.capacity());
    bytes.read(0, all);
    return all.array();
  }

  private static void qemuImg(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("qemu-img"));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).inheritIO().start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    } catch (IOException e) {
      var what = "qemu-img is not installed: this test compares with it and proves nothing";
      if (System.getenv().getOrDefault("VMTO_REQUIRE", "").contains("qemu")) {
        throw new AssertionError(what, e);
      }
      Assumptions.abort(what);
    }
  }
}
