package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our formats against qemu-img, both ways; roots against openssl. */
class QemuImgIT {
  /** No multiples of a grain, cluster or leaf but the first. */
  private static final int WHOLE = 12 << 20;

  private static final int ODD = (9 << 20) + 512;
  private static final int SMALL = 3 * 512;

  @TempDir Path folder;

  @BeforeAll
  static void peerIsThere() {
    Peer.required();
  }

  private Path raw(int capacity) throws IOException {
    byte[] disk = Content.sparse(capacity, capacity);
    disk[capacity - 1] = 1;
    return Files.write(folder.resolve("source.raw"), disk);
  }

  private static InputStream wire(Path image) throws IOException {
    return Files.newInputStream(image);
  }

  private Manifest copy(Path vmdk, BlockSink sink) throws IOException {
    try (var source = StreamOptimizedVmdk.open(wire(vmdk));
        sink) {
      var outcome = CopyPass.of(source, sink, folder.resolve("leaves"), 1).run();
      assertThat(outcome).isInstanceOf(CopyPass.Completed.class);
      return ((CopyPass.Completed) outcome).manifest();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {WHOLE, ODD, SMALL})
  void ourFooterFormReadsAlikeHereAndInQemu(int capacity) throws IOException {
    Path raw = raw(capacity);
    Path vmdk = folder.resolve("source.vmdk");
    Files.write(vmdk, VmdkBuilder.image(Files.readAllBytes(raw)));
    Path theirs = folder.resolve("theirs.raw");
    Peer.convert("vmdk", vmdk, "raw", theirs);
    assertThat(theirs).hasSameBinaryContentAs(raw);

    Path ours = folder.resolve("ours.raw");
    Manifest manifest = copy(vmdk, RawSink.open(ours, capacity));
    assertThat(ours).hasSameBinaryContentAs(raw);
    assertThat(manifest.root()).isEqualTo(Peer.root(theirs));
  }

  @ParameterizedTest
  @ValueSource(ints = {WHOLE, ODD, SMALL})
  void theirVmdkIsReadWithAnEndOrProvenByItsTablesWithoutOne(int capacity) throws IOException {
    Path raw = raw(capacity);
    Path vmdk = folder.resolve("theirs.vmdk");
    Peer.convert("raw", raw, "vmdk", vmdk, "-o", "subformat=streamOptimized");
    byte[] image = withoutEnd(Files.readAllBytes(vmdk));
    for (int length : new int[] {image.length, image.length + 512}) {
      Files.write(vmdk, Arrays.copyOf(image, length));
      Path ours = folder.resolve("ours-" + length);
      Manifest manifest = copy(vmdk, RawSink.open(ours, capacity));
      assertThat(ours).hasSameBinaryContentAs(raw);
      assertThat(manifest.root()).isEqualTo(Peer.root(raw));
    }
    Files.write(vmdk, Arrays.copyOf(image, lastGrain(image)));
    assertThatThrownBy(() -> copy(vmdk, RawSink.open(folder.resolve("cut.raw"), capacity)))
        .isInstanceOfSatisfying(DiskFormatException.class, e -> assertThat(e.truncated()).isTrue())
        .hasMessageContaining("grains are missing");
  }

  /** Where the last grain begins, found by walking over the markers. */
  private static int lastGrain(byte[] image) {
    ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    int last = 0;
    for (int at = (int) bytes.getLong(64) * 512; at < image.length; ) {
      last = at;
      at += (12 + bytes.getInt(at + 8) + 511) / 512 * 512;
    }
    return last;
  }

  /** qemu-img writes no end-of-stream marker, but sometimes zeros, which look like one. */
  private static byte[] withoutEnd(byte[] image) {
    int length = image.length;
    while (Zeros.all(ByteBuffer.wrap(image, length - 512, 512))) {
      length -= 512;
    }
    return Arrays.copyOf(image, length);
  }

  @Test
  void theirTablesMustNameTheGrainsToo() throws IOException {
    Path vmdk = folder.resolve("theirs.vmdk");
    Peer.convert("raw", raw(WHOLE), "vmdk", vmdk, "-o", "subformat=streamOptimized");
    byte[] image = Files.readAllBytes(vmdk);
    byte[] ended = Arrays.copyOf(image, image.length + 512);
    int grain = 128 * 512;
    int size = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getInt(grain + 8);
    int next = grain + (12 + size + 511) / 512 * 512;
    byte[] withoutOne = new byte[ended.length - (next - grain)];
    System.arraycopy(ended, 0, withoutOne, 0, grain);
    System.arraycopy(ended, next, withoutOne, grain, ended.length - next);
    Files.write(vmdk, withoutOne);
    assertThatThrownBy(() -> copy(vmdk, new ForgetfulSink(WHOLE)))
        .isInstanceOf(DiskFormatException.class)
        .hasMessageContaining("does not name the grains");
  }

  @ParameterizedTest
  @ValueSource(ints = {WHOLE, ODD, SMALL})
  void ourQcow2IsCleanAndEqual(int capacity) throws IOException {
    Path raw = raw(capacity);
    Path vmdk = folder.resolve("source.vmdk");
    Files.write(vmdk, VmdkBuilder.image(Files.readAllBytes(raw)));
    Path image = folder.resolve("ours.qcow2");
    Manifest manifest = copy(vmdk, Qcow2Sink.create(image, capacity));
    assertSound(image, raw);
    assertThat(Peer.run("qemu-img", "info", "-f", "qcow2", image.toString()))
        .contains("(" + capacity + " bytes)");
    assertThat(manifest.root()).isEqualTo(Peer.root(raw));
    try (var reader = Qcow2Reader.open(image)) {
      assertThat(Rehash.of(reader, done -> {}).root()).isEqualTo(manifest.root());
    }
    assertThat(AllocationLog.beside(image)).doesNotExist();
  }

  private static void assertSound(Path image, Path raw) throws IOException {
    assertThat(Peer.run("qemu-img", "check", "-f", "qcow2", image.toString()))
        .contains("No errors were found on the image");
    assertThat(
            Peer.run(
                "qemu-img",
                "compare",
                "-f",
                "qcow2",
                "-F",
                "raw",
                image.toString(),
                raw.toString()))
        .isEqualTo("Images are identical.");
  }

  @Test
  void ourQcow2TakesBlocksOfAnySizeInAnyOrderAndTwice() throws IOException {
    Path raw = raw(ODD);
    byte[] disk = Files.readAllBytes(raw);
    Path image = folder.resolve("ours.qcow2");
    var random = new Random(3);
    try (var sink = Qcow2Sink.create(image, ODD)) {
      for (int i = 0; i < 300; i++) {
        int at = random.nextInt(ODD / 512) * 512;
        int length = Math.min(ODD - at, (1 + random.nextInt(400)) * 512);
        sink.write(at, ByteBuffer.wrap(disk, at, length));
      }
      sink.write(0, ByteBuffer.wrap(disk));
      assertThat(Content.of(sink)).isEqualTo(disk);
      sink.finish();
    }
    assertSound(image, raw);
  }

  @Test
  void anInterruptedQcow2GoesOnFromItsLastFlush() throws IOException {
    Path raw = raw(ODD);
    byte[] disk = Files.readAllBytes(raw);
    Path image = folder.resolve("ours.qcow2");
    Path journal = folder.resolve("leaves");
    Supplier<ListStream> source = () -> ListStream.of(disk);
    int[] blocks = {0};
    try (var sink = Qcow2Sink.create(image, ODD)) {
      CopyPass.of(source.get(), sink, journal, 1).stopWhen(() -> blocks[0]++ > 2).run();
      // Content that was written and never flushed; the log does not know of it.
      sink.write(5 << 20, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }
    try (var sink = Qcow2Sink.resume(image, ODD)) {
      assertThat(sink.readsZero()).isFalse();
      var outcome = CopyPass.of(source.get(), sink, journal, 1).run();
      assertThat(((CopyPass.Completed) outcome).manifest().root()).isEqualTo(Peer.root(raw));
    }
    assertSound(image, raw);
    try (var sink = Qcow2Sink.resume(image, ODD)) {
      assertThat(sink.readsZero()).as("a finished image is started over").isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compat=1.1",
        "compat=0.10",
        "cluster_size=512",
        "cluster_size=2M",
        "preallocation=metadata",
        "refcount_bits=1"
      })
  void theirQcow2IsRead(String option) throws IOException {
    Path raw = raw(ODD);
    Path image = folder.resolve("theirs.qcow2");
    Peer.convert("raw", raw, "qcow2", image, "-o", option);
    assertReads(image, raw);
    Peer.convert("raw", raw, "qcow2", image, "-S", "0", "-o", option);
    assertReads(image, raw);
    if (!option.startsWith("preallocation")) {
      Peer.convert("raw", raw, "qcow2", image, "-c", "-o", option);
      assertReads(image, raw);
    }
  }

  private static void assertReads(Path image, Path raw) throws IOException {
    try (var reader = Qcow2Reader.open(image)) {
      assertThat(Rehash.of(reader, done -> {}).root()).isEqualTo(Peer.root(raw));
    }
  }

  @Test
  void theirZeroClustersAreRead() throws IOException {
    Path image = folder.resolve("theirs.qcow2");
    Path raw = raw(WHOLE);
    Peer.convert("raw", raw, "qcow2", image, "-S", "0");
    String file = image.toString();
    Peer.run("qemu-io", "-f", "qcow2", "-c", "write -z 64k 1M", "-c", "write -P 7 5M 3k", file);
    Path after = folder.resolve("after.raw");
    Peer.convert("qcow2", image, "raw", after);
    assertReads(image, after);
    try (var reader = Qcow2Reader.open(image)) {
      assertThat(reader.knownZero(64 << 10, 1 << 20)).isTrue();
      assertThat(reader.knownZero(5 << 20, 512)).isFalse();
    }
  }

  @Test
  void whatWeCannotReadOfTheirsIsRefusedByName() throws IOException {
    Path base = folder.resolve("base.qcow2");
    String file = base.toString();
    Peer.run("qemu-img", "create", "-f", "qcow2", file, "1M");
    assertRefused("backing file", "-b", file, "-F", "qcow2");
    assertRefused("external data file", "-o", "data_file=" + folder.resolve("data"));
    assertRefused("extended L2", "-o", "extended_l2=on");
    assertRefused(
        "encrypted",
        "--object",
        "secret,id=s,data=x",
        "-o",
        "encrypt.format=aes,encrypt.key-secret=s");
  }

  private void assertRefused(String message, String... options) throws IOException {
    Path image = folder.resolve("refused.qcow2");
    String[] command =
        Arrays.copyOf(new String[] {"qemu-img", "create", "-f", "qcow2"}, 6 + options.length);
    System.arraycopy(options, 0, command, 4, options.length);
    command[4 + options.length] = image.toString();
    command[5 + options.length] = "1M";
    Peer.run(command);
    assertThatThrownBy(() -> Qcow2Reader.open(image))
        .isInstanceOf(DiskFormatException.class)
        .hasMessageContaining(message);
    Files.delete(image);
  }
}
