package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** What holds for any disk, any order and any damage. */
class DiskPropertiesTest {
  private static final int SECTOR = 512;
  private static int tries;

  private Path journal = Path.of("");
  private Path image = Path.of("");

  @BeforeTry
  void makeFiles() throws IOException {
    journal = Files.createTempFile("leaves", "");
    image = Files.createTempFile("disk", ".qcow2");
  }

  @AfterTry
  void deleteFiles() throws IOException {
    Files.deleteIfExists(journal);
    Files.deleteIfExists(image);
    Files.deleteIfExists(AllocationLog.beside(image));
    tries++;
  }

  @AfterContainer
  static void everyPropertyWasTried() {
    assertThat(tries).isEqualTo(40 + 200 + 20 + 200);
  }

  @Property(tries = 40)
  void whatGoesIntoAStreamComesOutOfIt(
      @ForAll @IntRange(min = 1, max = 3000) int sectors, @ForAll long seed) throws IOException {
    byte[] disk = Content.sparse(seed, sectors * SECTOR);
    assertThat(Content.ofVmdk(VmdkBuilder.image(disk))).isEqualTo(disk);
  }

  @Property(tries = 200)
  void aDamagedStreamIsRefusedOrGivesTheSameDisk(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] disk = Content.sparse(3, 40 * SECTOR * 128);
    byte[] stream = VmdkBuilder.image(disk);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      stream[random.nextInt(stream.length)] ^= (byte) (1 << random.nextInt(8));
    }
    byte[] found = new byte[disk.length];
    Throwable failure =
        catchThrowable(
            () -> {
              try (var source = StreamOptimizedVmdk.open(new ByteArrayInputStream(stream))) {
                Content.unpack(source, found);
              }
            });
    if (failure == null) {
      assertThat(found).isEqualTo(disk);
    } else {
      assertThat(failure).isInstanceOf(DiskFormatException.class);
    }
  }

  @Property(tries = 20)
  void anyOrderOfBlocksMakesTheSameQcow2(
      @ForAll @IntRange(min = 1, max = 20_000) int sectors,
      @ForAll @IntRange(min = 64, max = 2000) int blockSectors,
      @ForAll long seed)
      throws IOException {
    byte[] disk = Content.sparse(seed, sectors * SECTOR);
    var source = ListStream.of(disk, blockSectors * SECTOR, true).shuffled(new Random(seed));
    try (var sink = Qcow2Sink.create(image, disk.length)) {
      assertThat(CopyPass.of(source, sink, journal, 1).run())
          .isInstanceOf(CopyPass.Completed.class);
    }
    try (var reader = Qcow2Reader.open(image)) {
      assertThat(Content.of(reader)).isEqualTo(disk);
    }
  }

  @Property(tries = 200)
  void aDamagedQcow2IsReadOrRefusedButNeverMore(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] disk = Content.sparse(5, 6 << 16);
    try (var sink = Qcow2Sink.create(image, disk.length)) {
      sink.write(0, ByteBuffer.wrap(disk));
      sink.finish();
    }
    byte[] bytes = Files.readAllBytes(image);
    int[] tables = {0, bytes.length - (4 << 16), bytes.length - (3 << 16)};
    bytes[tables[random.nextInt(3)] + random.nextInt(112)] ^= (byte) (1 << random.nextInt(8));
    Files.write(image, random.nextInt(5) == 0 ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);
    Throwable failure =
        catchThrowable(
            () -> {
              try (var reader = Qcow2Reader.open(image)) {
                reader.read(0, ByteBuffer.allocate((int) Math.min(disk.length, reader.capacity())));
              }
            });
    if (failure != null) {
      assertThat(failure).isInstanceOf(DiskFormatException.class);
    }
  }
}
